/** What somebody meant who wrote `word`: the likeliest of `words`, undefined where none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  // Two letters in the wrong order are two steps.
  const most = Math.max(2, Math.floor(word.length / 3))
  const [best] = words
    .map((each) => ({ each, steps: stepsBetween(word, each) }))
    .filter(({ steps }) => steps <= most)
    .sort((a, b) => a.steps - b.steps)
  return best?.each
}

/** Letters to insert, remove or replace (Levenshtein). */
function stepsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[to.length] ?? 0
}
