// Writes the same definitions as a Hugo project: one page each with a table of its fields, no lists, no data files.
// usage: node hugo.mjs DEFINITIONS OUT
import fs from 'node:fs';
import path from 'node:path';

const [from, to] = process.argv.slice(2);

const layout = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ .Title }}</title></head>
<body><header><nav aria-label="Main"><a href="/">Dictionary</a> <a href="/metrics/">Metrics</a> <a href="/events/">Events</a></nav></header>
<main><h1>{{ .Title }}</h1><div>{{ .Content }}</div>
<table>
{{ range $key, $value := .Params }}<tr><th scope="row">{{ $key }}</th><td>{{ if reflect.IsSlice $value }}<ul>{{ range $value }}<li>{{
if reflect.IsMap . }}{{ range $a, $b := . }}{{ $a }}: <code>{{ $b }}</code> {{ end }}{{ else }}<code>{{ . }}</code>{{ end }}</li>{{ end }}</ul>{{
else if reflect.IsMap $value }}<dl>{{ range $a, $b := $value }}<dt>{{ $a }}</dt><dd>{{ $b }}</dd>{{ end }}</dl>{{
else }}{{ $value }}{{ end }}</td></tr>
{{ end }}</table></main></body></html>
`;

function write(file, text) {
  const full = path.join(to, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

write('config.toml', `baseURL = "https://example.com/"
title = "Dictionary"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "section", "home"]
`);
write('layouts/_default/single.html', layout);
for (const file of fs.readdirSync(from, { recursive: true }).map(String).filter((name) => name.endsWith('.yml')).sort()) {
  const yaml = fs.readFileSync(path.join(from, file), 'utf8');
  const name = path.basename(file, '.yml');
  const description = /^description: (.*)$/m.exec(yaml)?.[1] ?? '';
  write(`content/${file.includes('/events/') ? 'events' : 'metrics'}/${name}.md`, `${yaml}title: ${name}\n---\n${description}\n`);
}
