// Builds and runs the tests of the native core, which know nothing of Node, under sanitizers:
//   node tests/native/core/run.mjs [part of a file's name]
// Each *.test.cc is a program; comment lines at its head say what belongs to it:
//   // sources: native/src/core/x.cc ...      files to compile with it
//   // sources-from: COMMAND                  a command that prints further ones, one a line
//   // flags: -DX ...                         for all of them
//   // tsan                                   also run it under ThreadSanitizer
// Objects are kept in native/build/core-tests and compiled anew when a file they came from changes.
import { spawn, spawnSync, execSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../../..')
const OUT = join(ROOT, 'native/build/core-tests')
const TIME_LIMIT_MS = 120_000
const OURS = ['-Wall', '-Wextra', '-Wshadow', '-Inative/src', '-Itests/native/core']
const COMMON = ['-O1', '-g', '-fno-omit-frame-pointer', '-pthread']
const SANITIZERS = {
  asan: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  tsan: ['-fsanitize=thread'],
}
const cxx = process.env.CXX ?? 'g++'
const cc = process.env.CC ?? cxx.replace('clang++', 'clang').replace('g++', 'gcc')

function words(text) {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** What the head of a test says. */
function parse(file) {
  const head = readFileSync(join(ROOT, file), 'utf8').split('\n')
  const values = (key) =>
    head.filter((line) => line.startsWith(`// ${key}: `)).map((line) => line.slice(key.length + 5))
  const printed = values('sources-from').flatMap((command) =>
    words(execSync(command, { cwd: ROOT, encoding: 'utf8' })),
  )
  return {
    file,
    sources: [file, ...values('sources').flatMap(words), ...printed],
    flags: values('flags').flatMap(words),
    modes: head.some((line) => line.trim() === '// tsan') ? ['asan', 'tsan'] : ['asan'],
  }
}

function commandOf(source, flags, mode) {
  const all = [...COMMON, ...SANITIZERS[mode]]
  if (source.endsWith('.c')) return [cc, ...all, '-w', ...flags]
  return [cxx, '-std=c++20', ...all, ...OURS, ...flags]
}

/** Whether an object is newer than all files that went into it. */
function fresh(object) {
  const list = object.replace(/\.o$/, '.d')
  if (!existsSync(object) || !existsSync(list)) return false
  const made = statSync(object).mtimeMs
  const inputs = words(
    readFileSync(list, 'utf8')
      .replaceAll('\\\n', ' ')
      .replace(/^[^:]*:/, ''),
  )
  return inputs.every((input) => {
    const path = resolve(ROOT, input)
    return existsSync(path) && statSync(path).mtimeMs < made
  })
}

/** Runs a command; answers its exit code and what it said. */
function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data) => (stdout += data))
    child.stderr.on('data', (data) => (stderr += data))
    child.on('error', (error) => done({ code: 1, stdout, stderr: String(error) }))
    child.on('close', (code, signal) => {
      done({ code: code ?? 1, stdout, stderr: signal === null ? stderr : `${stderr}ended by ${signal}\n` })
    })
  })
}

async function inParallel(jobs, work) {
  const queue = [...jobs]
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await work(job)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

/** One program: a test in one mode. */
function plan(test, mode) {
  const objects = test.sources.map((source) => {
    const command = commandOf(source, test.flags, mode)
    const key = createHash('sha256')
      .update([source, ...command].join('\0'))
      .digest('hex')
      .slice(0, 12)
    return { source, command, object: join(OUT, `${basename(source)}-${key}.o`) }
  })
  return { test, mode, objects, program: join(OUT, `${basename(test.file, '.test.cc')}-${mode}`), broken: '' }
}

async function compile(programs) {
  const objects = new Map(programs.flatMap((one) => one.objects).map((one) => [one.object, one]))
  const errors = new Map()
  await inParallel([...objects.values()], async ({ source, command, object }) => {
    if (fresh(object)) return
    const [compiler, ...flags] = command
    const { code, stderr } = await run(compiler, [...flags, '-MMD', '-c', source, '-o', object])
    if (stderr !== '') process.stderr.write(stderr)
    if (code !== 0) errors.set(object, `${source} does not compile`)
  })
  await inParallel(programs, async (one) => {
    one.broken =
      one.objects.map(({ object }) => errors.get(object)).find((error) => error !== undefined) ?? ''
    if (one.broken !== '') return
    const inputs = one.objects.map(({ object }) => object)
    const flags = [...COMMON, ...SANITIZERS[one.mode]]
    const { code, stderr } = await run(cxx, [...flags, ...inputs, '-o', one.program])
    if (code !== 0) one.broken = `does not link: ${stderr}`
  })
}

// ThreadSanitizer of some compilers cannot live with the address randomisation of newer kernels.
const fixedAddresses =
  process.platform === 'linux' && spawnSync('setarch', ['-R', 'true']).status === 0 ? ['setarch', '-R'] : []

/** Runs a program; answers tests passed and failed. */
async function check({ test, mode, program, broken }) {
  if (broken !== '') return report(test, mode, 0, 1, broken)
  const [command, ...args] = mode === 'tsan' ? [...fixedAddresses, program] : [program]
  const { code, stdout, stderr } = await run(command, args)
  const passed = stdout.match(/^pass /gm)?.length ?? 0
  const failed = stdout.match(/^fail /gm)?.length ?? 0
  // A program that a sanitizer ended has not said which test failed.
  const silent = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0
  return report(test, mode, passed, failed + silent, `${stdout.replaceAll(/^pass .*\n/gm, '')}${stderr}`)
}

function report(test, mode, passed, failed, text) {
  if (failed > 0) console.error(`${test.file} (${mode}):\n${text}`)
  return { passed, failed }
}

mkdirSync(OUT, { recursive: true })
const wanted = process.argv[2] ?? ''
const programs = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.cc') && name.includes(wanted))
  .map((name) => parse(join('tests/native/core', name)))
  .flatMap((test) => test.modes.map((mode) => plan(test, mode)))
await compile(programs)
const total = { passed: 0, failed: 0 }
for (const program of programs) {
  const { passed, failed } = await check(program)
  total.passed += passed
  total.failed += failed
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && programs.length > 0 ? 0 : 1
