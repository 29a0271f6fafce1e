/**
 * A fingerprint in words, for two people to compare by voice: one word for each byte. The words are known in many
 * languages, written in plain letters, and no two share their first four letters or differ in one letter alone.
 */
const WORDS = `
  accent album alibi alpha amigo anorak aroma atlas atom avenue axis azure badge bagel ballet balsa bamboo
  banjo basil baton bazaar beta bingo bison bistro blues bolero bonsai bravo bronze bubble buffet cabin
  cactus cafe canoe canyon cargo carpet casino cello cement chalet chaos cinema circus citrus clown cobra
  cocoa comet copper coral cosmos cotton coyote crepe cube curry delta denim depot derby diesel disco diva
  dodo dollar domino dragon drama duet echo emu epoch essay fable fado film fiord flora flute forum fugue
  gamma gecko globe golf gong guava guru habit halo hertz hobby hotel humor hydra icon igloo image index
  iris ivory jade jazz judo jumbo kayak kebab khaki kilo kiosk kiwi koala krill lama laser latex lemur lido
  limbo linen lotus lunar lynx lyra magma major mambo mango medal melon menu metro minus moai mocha motif
  motor music nacho neon ninja nova nylon oasis oboe ocean olive omega onyx opal opera orbit otter panda
  parka pasta patio pesto piano pilot pixel pizza plaza poker polka puma quiz radar radio rally ramen rebus
  relax rhino robot rodeo rondo rumba samba sari satin sauna scampi sepia sherpa sitar sketch ski slalom
  soda solo sonar sorbet stereo studio sumo sushi symbol tabla taiga talc tandem tapir tarot taxi tempo
  tennis tiger toast tofu tomato topaz torso totem toucan trio tropic tuba tulip tundra tunnel turban tutu
  twist ultra umami vector velvet viking vinyl viola visa voodoo waffle walrus wasabi wifi xenon yacht yak
  yeti yoga yoyo zebra zenith zephyr zero zigzag zinc zircon zombie zoom zulu
`
  .trim()
  .split(/\s+/)

const NUMBERS = new Map(WORDS.map((word, number) => [word, number]))

/** The words of a fingerprint (base64url), 32 for a SHA-256. */
export function wordsOf(fingerprint: string): string[] {
  const bytes = atob(fingerprint.replaceAll('-', '+').replaceAll('_', '/'))
  return Array.from(bytes, (byte) => WORDS[byte.charCodeAt(0)] ?? '')
}

/** The fingerprint (base64url, unpadded) that these words stand for; undefined where one is not of the list. */
export function fingerprintOf(words: readonly string[]): string | undefined {
  const numbers = words.map((word) => NUMBERS.get(word.trim().toLowerCase()))
  if (numbers.some((number) => number === undefined)) return undefined
  const bytes = String.fromCharCode(...numbers.map((number) => number ?? 0))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
