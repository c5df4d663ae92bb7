// What tests/search/relevance*.tsv say, asked of the engine's answers.
const glob = (pattern) => new RegExp("^" + pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*") + "$");

export function readCases(text) {
  return text.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => {
    const [query, k, expected] = line.split("\t");
    return { query, k: Number(k), expected };
  });
}

function holds(hit, condition) {
  const [, field, not, pattern] = /^(\w+)(!?)=(.*)$/.exec(condition);
  if (field === "text") return `${hit.key} ${hit.description}`.toLowerCase().includes(pattern);
  return glob(pattern).test(hit[field]) !== Boolean(not);
}

// The rank of the first expected hit, from 1; 0: there is none.
export function rankOf({ expected }, result) {
  if (expected.startsWith("notice ")) return result.notices.some((n) => n.text.includes(expected.slice(7))) ? 1 : 0;
  if (expected.startsWith("every text=")) return result.hits.length && result.hits.every((h) => holds(h, expected.slice(6))) ? 1 : 0;
  if (expected.startsWith("every ")) {
    const conditions = expected.slice(6).split(" ");
    return result.hits.length && result.hits.every((h) => conditions.every((c) => holds(h, c))) ? 1 : 0;
  }
  const all = expected.split("|").map(glob);
  return result.hits.findIndex((h) => all.some((p) => p.test(h.key))) + 1;
}
