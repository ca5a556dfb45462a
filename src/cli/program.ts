import { readFileSync } from 'node:fs'
import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander'
import { checkCommand } from './check.js'
import { exitCodes } from './exit-codes.js'
import { explainCommand } from './explain.js'
import { internalError } from './internal-error.js'
import { reporterNames } from './reporter.js'
import { runCommand } from './run.js'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}
const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]
const unmodelled = (): Option => new Option('--unmodelled <policy>', 'kinds and fields that are not simulated').choices(['ignore', 'warn', 'error'])

/** Every command and option; the one place that knows of argv. */
export function createProgram(): Command {
  const program = new Command('seatrial')
    .description('Sea trials for Kubernetes manifests: scenarios on a simulated cluster, in milliseconds.')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride((error) => leave(error))
  program.command('run')
    .description('runs scenarios')
    .argument('<path...>', 'scenario files, folders or globs')
    .option('--seed <n>', 'the seed of every random choice, instead of the scenarios\' own', wholeNumber)
    .option('--filter <key=value>', 'only scenarios with this label, or `name=GLOB`; may be given several times', collect, [])
    .option('--trace <file>', 'writes every change of every object as JSON lines')
    .option('--until <duration>', 'stops the run at this virtual time')
    .option('--bail', 'stops after the first scenario that fails')
    .option('--check', 'looks for broken invariants of the simulator itself')
    .addOption(unmodelled())
    .addOption(new Option('--reporter <name>', 'how results are shown').default('default').choices([...reporterNames]))
    .option('--no-color', 'no colours')
    .action(guarded(runCommand))
  program.command('check')
    .description('applies manifests to a default cluster and tells what becomes of them')
    .argument('<path...>', 'manifest files, folders or globs')
    .option('--json', 'prints one JSON object')
    .option('--nodes <n>', 'nodes of the cluster', wholeNumber, 3)
    .option('--node-cpu <quantity>', 'CPU of each node', '4')
    .option('--node-memory <quantity>', 'memory of each node', '16Gi')
    .option('-n, --namespace <name>', 'the namespace of objects that name none', 'default')
    .addOption(unmodelled())
    .option('--no-color', 'no colours')
    .action(guarded(checkCommand))
  program.command('explain')
    .description('tells why a pod is placed where it is, or why it is not')
    .argument('<path...>', 'the scenario')
    .requiredOption('--pod <name>', 'the pod, or the beginning of its name')
    .option('--at <duration>', 'the virtual time, instead of the end of the scenario')
    .option('--node <name>', 'all that is said of one node')
    .option('-n, --namespace <name>', 'the pod\'s namespace, instead of the scenario\'s')
    .option('--seed <n>', 'the seed of every random choice, instead of the scenario\'s own', wholeNumber)
    .option('--filter <key=value>', 'which scenario of the file: its label, or `name=GLOB`', collect, [])
    .option('--json', 'prints one JSON object')
    .option('--no-color', 'no colours')
    .action(guarded(explainCommand))
  return program
}

/** A command answers its exit code; what it throws is a bug of ours. */
const guarded = <Options>(command: (paths: readonly string[], options: Options) => Promise<number>) => async (paths: readonly string[], options: Options): Promise<void> => {
  try {
    process.exitCode = await command(paths, options)
  } catch (error) {
    internalError(error)
    process.exitCode = exitCodes.internal
  }
}

/** Commander's own mistakes are mistakes of the command line. */
function leave(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? exitCodes.passed : exitCodes.invalid)
}
