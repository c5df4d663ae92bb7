// Dictionaries whose every text comes from somebody who means harm, and the same ones of harmless words.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const call = "alert(1)";

export const payloads = [
  // elements
  `<script>${call}</script>`,
  `</script><script>${call}</script>`,
  `<ScRiPt src=//evil.example/x.js></ScRiPt>`,
  `<img src=x onerror=${call}>`,
  `<img/src="https://evil.example/p.gif"/onload=${call}>`,
  `<svg onload=${call}>`,
  `<svg><script>${call}</script></svg>`,
  `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  `<math><mtext></p><style><img src onerror=${call}></style>`,
  `<iframe src="javascript:${call}"></iframe>`,
  `<iframe srcdoc="<script>${call}</script>">`,
  `<object data="data:text/html,<script>${call}</script>">`,
  `<embed src=//evil.example/x.swf>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<link rel=stylesheet href=//evil.example/x.css>`,
  `<style>@import "//evil.example/x.css";*{display:none}</style>`,
  `<form action=//evil.example/><input name=q autofocus onfocus=${call}><button>`,
  `<details open ontoggle=${call}>`,
  `<video><source onerror=${call}></video>`,
  `<body onload=${call}>`,
  `<a href="javascript:${call}">x</a>`,
  `<plaintext>`,
  `<textarea></textarea><template><b>`,
  `</title></textarea></style></main><h1>x</h1>`,
  `</code></pre></td></tr></table><b>`,
  `<!--><script>${call}</script>-->`,
  `<!-- not closed`,
  `<![CDATA[<script>${call}</script>]]>`,
  `<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>${call}</script>`,
  `<%= system("id") %>`,
  // ends of attributes and of strings
  `" onmouseover="${call}`,
  `' onmouseover='${call}' x='`,
  `" autofocus onfocus=${call} x="`,
  `"><script>${call}</script>`,
  `'><img src=x onerror=${call}>`,
  `x" style="position:fixed;inset:0" y="`,
  "` onclick=alert(1) `",
  `&quot;&gt;&lt;script&gt;${call}&lt;/script&gt;`,
  `&#34;&#x3e;&lt;b&gt;&amp;amp;&NewLine;`,
  `\\"; ${call}; //`,
  `");${call};("`,
  `]]>`,
  // addresses
  `javascript:${call}`,
  `JaVaScRiPt:${call}`,
  `\tjavascript:${call}`,
  `java\nscript:${call}`,
  `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
  `vbscript:msgbox(1)`,
  `//evil.example/x`,
  `../../../../etc/passwd`,
  `..\\..\\windows\\system32`,
  `https://example.com/" onclick="${call}`,
  `https://example.com/<script>${call}</script>`,
  `https://user:pass@evil.example/?a=1&b='"`,
  `mailto:x@example.com?subject="><b>`,
  // Markdown
  `[x](javascript:${call})`,
  `[x](<javascript:${call}> "t\\" onclick=${call}")`,
  `![x](https://evil.example/p.gif)`,
  `![x](data:image/svg+xml,<svg/onload=${call}>)`,
  `[x]: javascript:${call}\n\n[x]`,
  `<javascript:${call}>`,
  `<https://evil.example/"onclick="${call}>`,
  "```\"><script>alert(1)</script>\n</code></pre><b>\n```",
  `# x\n\n<div onclick=${call}>\n\n| a | b |\n|---|---|\n| <b> | " |`,
  `${"> ".repeat(60)}x`,
  `${"*_".repeat(80)}`,
  `${"[".repeat(300)}`,
  // templates
  `{{key}}`,
  `{{{description_html}}}`,
  `{{#up}}{{>head}}{{/up}}`,
  `{{=<% %>=}}<%key%>`,
  `\${${call}}`,
  `#{${call}}`,
  // characters
  `\u202Egnp.exe\u202C`,
  `a\u2028b\u2029c`,
  `nul\u0000nul`,
  `\u0007bell\u001B[31mred\u009B`,
  `\uFEFFmark\u200Bzero\u200Ewidth`,
  `Z\u0351\u036B\u0343\u036A\u0302A\u0338\u0322L\u0356\u034DGO`,
  `\uFF1Cscript\uFF1E${call}\uFF1C/script\uFF1E`,
  `\u{1F4A9}\u{E0061}\u{10FFFF}`,
  `\r\nSet-Cookie: x=1\r\n\r\n<b>`,
  // lengths and spreadsheets
  "w".repeat(1100),
  `${"<b>".repeat(400)}`,
  `=HYPERLINK("https://evil.example/","x")`,
  `+cmd|' /C calc'!A0`,
  `-2+3+cmd|' /C calc'!A0`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
  // names with a meaning for programs
  `__proto__`,
  `constructor`,
  `toString`,
  `CON`,
  `.htaccess`,
  `%00%2e%2e%2f%3Cscript%3E`,
];

// The same in the eyes of whoever renders it: an address where it begins like one, else a word; long where it is too long for a page of its own.
const long = (word, payload) => (payload.length > 150 ? word.padEnd(payload.length, "x") : word);
const wordFor = (payload, i) => long(/^(https?|mailto):/i.test(payload) ? `https://example.com/harmless${i}` : `harmless${i}`, payload);
const keyFor = (payload, i) => payload.replace(/[^.]+/g, (part) => long(`harmless${i}`, part));

// YAML's double quotes; what is not ASCII is escaped unless it has more than 16 bits.
const quote = (text) => `"${[...text].map((c) => {
  const code = c.codePointAt(0);
  if (c === '"' || c === "\\") return `\\${c}`;
  if (code >= 32 && code < 127) return c;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}).join("")}"`;

const yaml = (value) => {
  if (Array.isArray(value)) return `[${value.map(yaml).join(", ")}]`;
  if (value !== null && typeof value === "object") return `{${Object.entries(value).map(([k, v]) => `? ${quote(k)} : ${yaml(v)}`).join(", ")}}`;
  return typeof value === "string" ? quote(value) : String(value);
};
const page = (fields) => `${Object.entries(fields).map(([key, value]) => `? ${quote(key)}\n: ${yaml(value)}`).join("\n")}\n`;
const fromPairs = (all, f) => ({ __proto__: null, ...Object.fromEntries(all.map(f)) });

// Everything that definitions say, said with one text; `key` names things. Files are called after the number in front.
function definitionsOf(i, p, key) {
  const common = {
    description: p, product_group: p, product_stage: p, product_section: p, product_categories: [p], product_category: p, milestone: p, introduced_by_url: p,
    distribution: [p], tiers: [p], extra: p, [`x${p}`]: p, ["nested\u00a0thing"]: { [p]: [p] },
  };
  const removed = { status: "removed", milestone_removed: p, removed_by_url: p };
  const metric = {
    ...common, value_type: p, time_frame: p, data_source: p, data_category: p, instrumentation_class: p, performance_indicator_type: [p],
    options: { [p]: p, events: [key] }, events: [{ name: key, unique: p, filter: { [p]: p }, operator: p }], value_json_schema: p, name: p,
  };
  const event = { ...common, identifiers: [p], additional_properties: { [p]: { description: p } }, classification: p, category: p, action: key };
  return {
    metric: { ...metric, key_path: `k${i}${key}` },
    gone: { ...metric, key_path: `g${i}${key}`, ...removed },
    broken: { ...metric, key_path: `b${i}${key}`, status: "broken", repair_issue_url: p },
    odd: { ...metric, key_path: `o${i}${key}`, status: p },
    event: { ...event, internal_events: true },
    legacy: { ...event, label_description: p, property_description: p, value_description: p, extra_tracking_classes: [p], iglu_schema_url: p },
    thing: { ...common, id: `t${i}${key}` },
  };
}

export const forms = { metric: "metrics", gone: "metrics", broken: "metrics", odd: "metrics", event: "events", legacy: "events", thing: "things" };

// A text that a file may be called after; the numbers keep names apart.
const fileName = (p) => p.replace(/[\/\0-\x1f\x7f{}\u2028\u2029]/g, "_").slice(0, 40);

function configOf(texts, rules) {
  const short = (text) => text.slice(0, 150);
  const kind = (files, more) => ({ files, schema: "any.json", ...more });
  return {
    title: short(texts[0]),
    base_url: "https://example.com/dictionary/",
    sources: [{ path: ".", view_url: "https://git.example.com/{path}#L{line}", edit_url: "https://git.example.com/edit/{path}" }],
    owners: "owners.yml",
    guides: "guides",
    kinds: {
      metric: kind(["metrics/*.yml"]),
      event: kind(["events/*.yml"]),
      thing: kind(["things/*.yml"], { title: short(texts[1]), folder: "things", what: texts[2], key: "/id", description: "/description", facts: ["extra", "milestone"] }),
    },
    queries: texts.map((text) => ({ label: text, kind: "thing", sql: `SELECT '{{key}}', "{{description}}", {{path}} ${text.replaceAll("{", "(")}` })),
    links: texts.map((text) => ({ label: text, kind: "thing", url: `https://bi.example.com/{{key}}?${text.replaceAll("{", "(")}` })),
    privacy: fromPairs(texts, (text) => [text, { title: text, summary: text, turn_off: text }]),
    context: { summary: texts[3], fields: texts.map((text) => ({ name: short(text), type: text, description: text, example: text })) },
    lint: { rules: Object.fromEntries(rules.map((rule) => [rule, "off"])) },
  };
}

// The short name that a definition's owner stands for.
const ownerId = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "").replaceAll(" ", "_").replace(/[A-Z]/g, (c) => c.toLowerCase());

function ownersOf(texts) {
  return {
    sections: fromPairs(texts, (text) => [ownerId(text), { name: text }]),
    stages: fromPairs(texts, (text) => [ownerId(text), { name: text, section: ownerId(text), description: text }]),
    groups: fromPairs(texts, (text) => [ownerId(text), {
      name: text, stage: ownerId(text), description: text, people: [{ role: text, name: text, contact: text }],
      channels: [{ label: text, name: text, url: `https://chat.example.com/${text}` }], links: [{ label: text, url: `https://x.example.com/${text}` }],
    }]),
  };
}

// Pages of things show all texts of the configuration, so a few of them do.
export const hasForm = (form, i) => form !== "thing" || i % 12 === 0;

// Writes both dictionaries; `off` are the rules that are silent in them.
export function writeHostile(off) {
  const top = mkdtempSync(join(tmpdir(), "dictum-hostile-"));
  process.on("exit", () => rmSync(top, { recursive: true, force: true }));
  const folders = {};
  for (const [name, textOf, keyOf] of [["hostile", (p) => p, (p) => p], ["harmless", wordFor, keyFor]]) {
    const folder = folders[name] = join(top, name), texts = payloads.map(textOf);
    const write = (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    payloads.forEach((payload, i) => {
      for (const [form, fields] of Object.entries(definitionsOf(i, texts[i], keyOf(payload, i)))) {
        if (!hasForm(form, i)) continue;
        write(`${forms[form]}/${form}-${i}-${fileName(texts[i])}.yml`, page(fields));
      }
      write(`guides/${i}.md`, `# ${texts[i]}\n\n${texts[i]}\n\n## ${texts[i]}\n\n* ${texts[i]}\n\n\`${texts[i]}\`\n\n| ${texts[i]} |\n|---|\n| ${texts[i]} |\n`);
    });
    write("any.json", "{}\n");
    write("owners.yml", page(ownersOf(texts)));
    write("dictum.yml", page(configOf(texts, off)));
  }
  return folders;
}
