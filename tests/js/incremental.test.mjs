// A site that grew edit by edit is the site that is built from nothing: definitions are changed, added, moved, broken, deleted, the configuration and
// guides change, commits are made; the same folder is built into after each, and compared with a fresh build now and then.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { dictum, differences, folderFor, howMany, isDeep, randomOf, seeds, top, treeOf } from "./properties.mjs";

const home = folderFor("home");
const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, "cache"), LC_ALL: "C.UTF-8", TZ: "UTC", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com" };

class Story {
  constructor(seed) {
    this.random = randomOf(seed);
    this.folder = folderFor("incremental");
    this.repository = join(this.folder, "r");
    this.clock = 1704103200;
    this.told = [];
    cpSync(join(top, "tests/sample"), this.repository, { recursive: true });
    this.git("init", "-q", "-b", "main");
    this.commit();
  }
  git(...args) {
    const date = `${this.clock} +0000`;
    return execFileSync("git", ["-C", this.repository, ...args], { env: { ...env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } }).toString();
  }
  commit() {
    this.clock += 90000;
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", "change");
  }
  path(name) { return join(this.repository, name); }
  read(name) { return readFileSync(this.path(name), "utf8"); }
  write(name, text) {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }
  definitions() {
    const found = [], walk = (at) => {
      for (const e of readdirSync(this.path(at), { withFileTypes: true })) {
        if (e.isDirectory()) walk(`${at}/${e.name}`);
        else if (e.name.endsWith(".yml")) found.push(`${at}/${e.name}`);
      }
    };
    walk("config");
    return found.sort();
  }
  edit() {
    const kinds = Object.keys(edits), kind = this.random.pick(kinds.flatMap((k) => Array(edits[k].weight).fill(k)));
    this.told.push(`${kind} ${edits[kind].run(this) ?? ""}`);
  }
  build(output, ...more) {
    const run = spawnSync(dictum, ["-C", this.repository, "build", "-q", "-o", output, ...more], { encoding: "utf8", env });
    assert.equal(run.status, 0, `${this.told.slice(-5).join("; ")}: ${run.error ?? run.stderr}`);
  }
}

const words = ["users", "merge", "pipelines", "weekly", "<b>", "&amp;", "**all**", "`code`", "naïve", "https://example.com"];
const statuses = ["active", "deprecated", "removed", "broken", "nonsense"];
const sentence = ({ random }) => Array.from({ length: 1 + random.below(6) }, () => random.pick(words)).join(" ");
const quoted = (text) => JSON.stringify(text);

// Gives a top-level member that has one line another value, or adds it.
function setMember(story, name, key, value) {
  const line = new RegExp(`^${key}:.*$`, "m"), text = story.read(name), put = `${key}: ${value}`;
  story.write(name, line.test(text) ? text.replace(line, () => put) : `${text.replace(/\n*$/, "\n")}${put}\n`);
}

const one = (story) => story.random.pick(story.definitions());
const edits = {
  description: { weight: 6, run: (s) => { const n = one(s); setMember(s, n, "description", quoted(sentence(s))); return n; } },
  status: { weight: 4, run: (s) => { const n = one(s); setMember(s, n, "status", s.random.pick(statuses)); return n; } },
  owner: { weight: 3, run: (s) => { const n = one(s); setMember(s, n, "product_group", s.random.pick(["code_review", "runner", "nobody", '""'])); return n; } },
  milestone: { weight: 2, run: (s) => { const n = one(s); setMember(s, n, "milestone", quoted(`1${s.random.below(8)}.${s.random.below(11)}`)); return n; } },
  key: { weight: 2, run: (s) => { const n = one(s); setMember(s, n, n.includes("events") ? "action" : "key_path", `counts.k${s.random.below(12)}`); return n; } },
  add: { weight: 5, run: (s) => {
    const k = s.random.below(30), name = s.random.chance(0.7) ? `config/metrics/counts_all/m${k}.yml` : `config/events/e${k}.yml`;
    s.write(name, `${name.includes("events") ? "action" : "key_path"}: counts.k${k}\ndescription: ${quoted(sentence(s))}\nstatus: active\nproduct_group: code_review\nmilestone: "16.0"\ntime_frame: all\ntiers: [free]\n`);
    return name;
  } },
  remove: { weight: 4, run: (s) => { const n = one(s); if (s.definitions().length > 4) rmSync(s.path(n)); return n; } },
  move: { weight: 2, run: (s) => { const n = one(s), to = n.replace(/[^/]*$/, `moved${s.random.below(9)}.yml`); if (!existsSync(s.path(to))) renameSync(s.path(n), s.path(to)); return n; } },
  twin: { weight: 1, run: (s) => { const n = one(s), to = n.replace(/[^/]*$/, `twin${s.random.below(4)}.yml`); s.write(to, s.read(n)); return n; } },
  break: { weight: 1, run: (s) => { const n = one(s); s.write(n, s.random.pick(["", "a: [", "- list\n", "\tx: 1\n"])); return n; } },
  comment: { weight: 1, run: (s) => { const n = one(s); s.write(n, `# ${sentence(s)}\n${s.read(n)}`); return n; } },
  title: { weight: 1, run: (s) => setMember(s, "dictum.yml", "title", quoted(sentence(s))) },
  address: { weight: 1, run: (s) => setMember(s, "dictum.yml", "base_url", s.random.pick(["https://example.com/a/", "https://example.org/"])) },
  robots: { weight: 1, run: (s) => setMember(s, "dictum.yml", "robots", s.random.pick(["index", "noindex"])) },
  guide: { weight: 1, run: (s) => {
    const name = `guides/g${s.random.below(4)}.md`;
    if (existsSync(s.path(name)) && s.random.chance(0.4)) rmSync(s.path(name));
    else s.write(name, `# ${sentence(s)}\n\n${sentence(s)}\n`);
    return name;
  } },
  commit: { weight: 4, run: (s) => s.commit() },
  tag: { weight: 1, run: (s) => s.git("tag", "-f", `v16.${s.random.below(9)}.0`) },
};

// Both kinds of site grow by themselves: of the work tree and of the last commit.
const modes = [["worktree", ["--worktree"]], ["commit", []]];

function compare(story, [name, args], step) {
  const fresh = join(story.folder, "fresh");
  story.build(fresh, "--no-cache", ...args);
  const differ = differences(treeOf(join(story.folder, name)), treeOf(fresh));
  assert.deepEqual(differ, [], `after ${step} edits: ${story.told.slice(-8).join("; ")}`);
  rmSync(fresh, { recursive: true });
}

for (const seed of seeds(1)) {
  const n = howMany(40, 1000), every = isDeep ? 20 : 8;
  test(`${n} random edits, built one after the other, give the site that is built from nothing (seed ${seed})`, () => {
    const story = new Story(seed), flags = story.random;
    for (let step = 1; step <= n; step++) {
      const mode = flags.pick(modes), last = step === n;
      story.edit();
      story.build(join(story.folder, mode[0]), "--jobs", String(1 + flags.below(3)), ...mode[1]);
      if (step % every === 0 || last) compare(story, mode, step);
    }
    for (const mode of modes) {
      story.build(join(story.folder, mode[0]), ...mode[1]);
      compare(story, mode, n);
      const before = statSync(join(story.folder, mode[0], "index.html"));
      story.build(join(story.folder, mode[0]), ...mode[1]);
      assert.equal(statSync(join(story.folder, mode[0], "index.html")).ino, before.ino); // nothing was written
    }
  });
}

test("the order in which a folder lists its files does not matter", () => {
  const story = new Story(3), turned = join(story.folder, "turned"), files = [...treeOf(story.repository).keys()].reverse();
  for (const file of files) {
    mkdirSync(dirname(join(turned, file)), { recursive: true });
    cpSync(join(story.repository, file), join(turned, file));
  }
  story.build(join(story.folder, "one"), "--worktree");
  story.repository = turned;
  story.build(join(story.folder, "other"), "--worktree");
  assert.deepEqual(differences(treeOf(join(story.folder, "one")), treeOf(join(story.folder, "other"))), []);
});
