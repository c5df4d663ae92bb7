// Writes N made-up definitions whose words are as varied as those of a real dictionary: 700 words of which few are frequent, keys of three to
// six words, descriptions of 12 to 30. The same for the same N. With numbers every
// key has two of its own, as no real dictionary does, so that there are many words of one document.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomNumbers } from "./search_cost.mjs";

const STARTS = "b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sc sh sp st tr".split(" ");
const VOWELS = "a e i o u ai ea io ou".split(" ");
const ENDS = ["", "n", "r", "s", "t", "l", "ck", "nt", "st"];

function makeWords(n, random) {
  const words = new Set();
  while (words.size < n) {
    let word = "";
    for (let i = 1 + random(3); i >= 0; i--) word += STARTS[random(STARTS.length)] + VOWELS[random(VOWELS.length)] + (i ? "" : ENDS[random(ENDS.length)]);
    words.add(word);
  }
  return [...words];
}

export function writeCorpus(folder, n, { numbers = false } = {}) {
  const random = randomNumbers(4711), words = makeWords(700, random), groups = makeWords(90, random), keys = new Set();
  // the smaller of two numbers, twice: few words are frequent
  const word = () => words[Math.min(random(words.length), random(words.length), random(words.length))];
  const some = (least, most) => Array.from({ length: least + random(most - least + 1) }, word);
  const pick = (...all) => all[random(all.length)];
  while (keys.size < n) {
    const isEvent = random(4) === 0, name = some(3, 5).join("_") + (numbers ? `_${random(1e6)}_${(keys.size * 7919) % 1000003}` : ""), key = isEvent ? name : `${pick("counts", "usage_activity_by_stage", "redis_hll_counters")}.${word()}.${name}`;
    if (keys.has(key)) continue;
    keys.add(key);
    const group = Math.min(random(groups.length), random(groups.length)), file = join(folder, "config", isEvent ? "events" : "metrics/counts_all", `${key.replaceAll(".", "_")}.yml`);
    const common = `description: ${some(12, 30).join(" ")}\nproduct_group: ${groups[group]}\nmilestone: "${13 + random(5)}.${random(12)}"\ntiers: [${pick("free, premium, ultimate", "premium, ultimate", "ultimate")}]\n`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, isEvent
      ? `---\naction: ${key}\ninternal_events: true\nidentifiers: [${pick("user", "project", "user, project")}]\n${common}`
      : `---\nkey_path: ${key}\nvalue_type: number\nstatus: ${pick("active", "active", "active", "removed")}\ntime_frame: ${pick("all", "28d", "7d")}\ndata_source: ${pick("redis", "redis_hll", "database")}\ndata_category: ${pick("optional", "operational")}\n${common}`);
  }
}
