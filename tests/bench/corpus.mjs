// Writes N definitions in the layout of GitLab's repositories, the same for the same N: two metrics for each event, one folder per time frame.
// usage: node corpus.mjs DIR N
import fs from 'node:fs';
import path from 'node:path';

const verbs = ['create', 'update', 'delete', 'view', 'merge', 'approve', 'retry', 'import', 'export', 'archive'];
const objects = ['merge_request', 'issue', 'epic', 'pipeline', 'runner', 'package', 'snippet', 'wiki_page', 'milestone', 'release'];
const places = ['sidebar', 'dashboard', 'rest_api', 'web_ide', 'drawer', 'modal', 'job_log', 'search_results', 'admin_area', 'header'];
const words = 'users projects count weekly monthly after each merge request pipeline opened from the settings page of a group with approval rules'.split(' ');
const groups = ['code_review', 'source_code', 'pipeline_execution', 'runner', 'package_registry', 'knowledge', 'optimize', 'integrations'];

const [directory, count] = [process.argv[2], Number(process.argv[3])];
const prose = (seed, n) => Array.from({ length: n }, (_, i) => words[(seed * 7 + i * 5 + ((seed + i) >> 3)) % words.length]).join(' ');
const name = (i) => `${verbs[i % 10]}_${objects[Math.floor(i / 10) % 10]}_${places[Math.floor(i / 100) % 10]}_${Math.floor(i / 1000)}`;
const common = (i) => `product_group: ${groups[i % 8]}
milestone: '${13 + (i % 5)}.${i % 12}'
introduced_by_url: https://git.example.com/example/product/-/merge_requests/${1000 + i}
tiers:
- free
- premium
- ultimate
`;
const frames = [['7d', 'counts_7d', '_weekly'], ['28d', 'counts_28d', '_monthly']];

function write(file, text) {
  const full = path.join(directory, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

for (let i = 0; i * 3 < count; i++) {
  const action = name(i);
  write(`config/events/${action}.yml`, `---
description: Tracks ${prose(i, 14)}
internal_events: true
action: ${action}
identifiers:
- project
- user
${common(i)}additional_properties:
  label:
    description: ${prose(i + 1, 8)}
`);
  frames.forEach(([frame, folder, suffix], f) => {
    if (i * 3 + 1 + f >= count) return;
    write(`config/metrics/${folder}/${action}${suffix}.yml`, `---
key_path: redis_hll_counters.${groups[i % 8]}.${action}${suffix}
description: Count of ${prose(i + f, 18)}
value_type: number
status: active
time_frame: ${frame}
data_source: internal_events
data_category: optional
product_categories:
- ${groups[i % 8]}
performance_indicator_type: []
${common(i)}events:
- name: ${action}
  unique: user.id
`);
  });
}
