// Numbers by chance for tests: the same ones for the same seed, on every machine.
export function randomOf(seed) { // mulberry32
	let a = seed >>> 0;
	const next = () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const below = (n) => Math.floor(next() * n);
	const shuffle = (list) => {
		const all = [...list];
		for (let i = all.length - 1; i > 0; i--) {
			const k = below(i + 1);
			[all[i], all[k]] = [all[k], all[i]];
		}
		return all;
	};
	return { below, shuffle, chance: (p) => next() < p, pick: (list) => list[below(list.length)] };
}
