import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { run } from './app.ts'
import { electronBinary } from './electron-binary.ts'
import { reportOf, sentenceOf } from '../contract/errors.ts'

/** `npm start`: the app in Electron where it is installed, else in the browser. */
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a program to its end with our own input and output; answers its exit code. */
function runProgram(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (code) => {
      resolve(code ?? 1)
    })
  })
}

async function startElectron(binary: string, args: readonly string[]): Promise<number> {
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const built = await runProgram(process.execPath, [builder, 'build', '--logLevel', 'error'])
  return built === 0 ? await runProgram(binary, [root, ...args]) : built
}

async function startApp(args: string[]): Promise<number> {
  const binary = electronBinary(root, process.env)
  if (binary !== undefined) return await startElectron(binary.path, args)
  process.stderr.write('Electron is not installed here, so the app is shown in the browser.\n')
  return await run(args)
}

try {
  process.exitCode = await startApp(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`palabre: ${sentenceOf(reportOf(error))}\n`)
  process.exitCode = 1
}
