/**
 * The run lines of `examples/ci`, as they stand there, in a project with the package: pcscd,
 * vsmartcard-vpcd and opensc-tool in namespaces of the test's own. The images are this machine.
 */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { scratchFolder } from './support/bifrons.ts';
import { packInto, projectWith } from './support/package.ts';
import { PcscMachine, whyNoPcsc } from './support/pcsc.ts';
import type { Finished } from './support/processes.ts';

const FOLDER = join(PROJECT_ROOT, 'examples', 'ci');
const LINE_MS = 240_000;
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

describe('examples/ci', { skip: whyNoPcsc() }, () => {
  const scratch = scratchFolder();
  const project = join(scratch.path, 'project');
  let machine: PcscMachine;

  before(async () => {
    cpSync(FOLDER, project, { recursive: true });
    const tarball = await packInto(project);
    assert.ok(read('package.json').includes(`file:${basename(tarball)}`), 'the tarball it names');
    // The namespace has no network: npm's cache gets what the lines install in it.
    await projectWith(tarball, join(scratch.path, 'outside'));
    machine = await PcscMachine.open();
  });
  after(async () => {
    await machine?.close();
    scratch.remove();
  });

  test('each run line of the GitHub Actions file runs, the job of readers after that in process', async () => {
    const jobs = runLines(read('github-actions.yml'));
    assert.deepEqual([...jobs.keys()], ['in-process', 'readers']);
    for (const line of jobs.get('in-process')!) await runs(line);
    const outputs: string[] = [];
    for (const line of jobs.get('readers')!) outputs.push((await runs(line)).stdout);
    assert.match(outputs.at(-1) ?? '', /SW1=0x90, SW2=0x00/);
  });

  test('each run line of the Dockerfile runs, and its entry point runs a command beside a card', async () => {
    await quit();
    const file = read('Dockerfile');
    const lines = [...file.matchAll(/^RUN (.*)$/gm)].map(([, line = '']) => line);
    assert.ok(lines.length >= 3);
    for (const line of lines) await runs(line);
    const [, entry = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(file) ?? [];
    const [, command = ''] = /docker run --rm card (.*)$/m.exec(file) ?? [];
    const { stdout } = await runs(`${(JSON.parse(entry) as string[]).join(' ')} ${command}`);
    assert.match(stdout, /SW1=0x90, SW2=0x00/);
    await quit();
  });

  /** A line as the runner's shell has it: in the project's folder, as root, until an error. */
  async function runs(line: string): Promise<Finished> {
    const home = `cd ${project}; export XDG_DATA_HOME=${scratch.path}/data`;
    const alone = 'unset npm_command NODE_TEST_CONTEXT; export npm_config_prefer_offline=true';
    const argv = { command: 'bash', args: ['-ec', `${home}; ${alone}\n${line}`] };
    const done = await machine.run(argv, { timeoutMs: LINE_MS });
    assert.equal(done.code, 0, `${line}\n${done.stdout}\n${done.stderr}`);
    return done;
  }

  /** Ends the device and the daemon that a job leaves to its runner. */
  async function quit(): Promise<void> {
    await runs(String.raw`
      for id in $(ls /proc | grep -E '^[0-9]+$'); do
        [ "$(readlink /proc/$id/ns/net)" = "$(readlink /proc/self/ns/net)" ] || continue
        case "$(cat /proc/$id/comm)" in
          bash|sh|sleep) ;;
          *) kill $id || true ;;
        esac
      done
      sleep 1
    `);
  }
});

/** By job, its `run` steps; a block's lines are one step. */
function runLines(yaml: string): ReadonlyMap<string, readonly string[]> {
  const jobs = new Map<string, string[]>();
  let steps: string[] | undefined;
  let block = false;
  for (const line of yaml.split('\n')) {
    const [, job] = /^ {2}([\w-]+):$/.exec(line) ?? [];
    const [, run] = /^ {6}- run: (.*)$/.exec(line) ?? [];
    if (job !== undefined) jobs.set(job, (steps = []));
    if (run !== undefined) steps!.push(run === '|' ? '' : run);
    else if (block && line.startsWith('          '))
      steps!.push(`${steps!.pop()!}${line.trim()}\n`);
    block = run === '|' || (block && line.startsWith('          '));
  }
  return jobs;
}
