import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';

/** Debian's Python, which has the packages of Debian; another one of the PATH has not. */
const python = '/usr/bin/python3';

export const hasSwift = (): boolean =>
  existsSync(python) && existsSync('/usr/lib/python3/dist-packages/swift/common/middleware/s3api/s3api.py');

export interface RunningSwift {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

const roles = ['account', 'container', 'object'] as const;

/** Swift looks for its settings at one place of the system; this tells it ours. */
const launcher = (folder: string): string => `
import sys
import swift.common.utils as utils
conf = '${folder}/swift.conf'
utils.SWIFT_CONF_FILE = conf
if sys.argv[1] == 'ring':
    sys.argv = sys.argv[1:]
    from swift.cli.ringbuilder import main
    sys.exit(main(sys.argv))
from swift.common import wsgi
sys.exit(wsgi.run_wsgi(sys.argv[2], sys.argv[1], verbose=False))
`;

const storageSettings = (role: string, folder: string, port: number): string => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
devices = ${folder}/srv
mount_check = false
workers = 0
swift_dir = ${folder}
user = ${userName()}
fallocate_reserve = 0
[pipeline:main]
pipeline = ${role}-server
[app:${role}-server]
use = egg:swift#${role}
${patience}`;

/**
 * Seconds that one process of it waits for another. By default these are one or less, which a busy machine exceeds; an object
 * is then missing in a list until a daemon that does not run here mends it.
 */
const patience = 'conn_timeout = 20\nnode_timeout = 20\ncontainer_update_timeout = 20\n';

const middleware = ['catch_errors', 'gatekeeper', 's3api', 'tempauth', 'copy', 'bulk', 'slo', 'dlo', 'symlink'];

const proxySettings = (folder: string, port: number): string => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
swift_dir = ${folder}
user = ${userName()}
[pipeline:main]
pipeline = catch_errors gatekeeper cache s3api tempauth copy bulk slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${patience}recoverable_node_timeout = 20
[filter:cache]
use = egg:swift#memcache
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
${middleware.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n${middlewareSettings[name] ?? ''}`).join('\n')}
`;

const middlewareSettings: Readonly<Record<string, string>> = {
  s3api: 'location = us-east-1\ns3_acl = false\n',
  tempauth: 'user_test_tester = testing .admin\n',
};

const userName = (): string => spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout.trim();

const ring = (folder: string, ...args: readonly string[]): void => {
  const { status, stdout, stderr } = spawnSync(python, ['launch.py', 'ring', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  // 1 is a warning of the ring builder: one device holds all.
  if (status !== 0 && status !== 1) throw new Error(`Swift's ring builder failed (${status}): ${stdout}${stderr}`);
};

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(endpoint)).status < 500;
  } catch {
    return false;
  }
};

/**
 * OpenStack Swift with its S3 API: an object store that checks signatures, from Debian's package `python3-swift`, in four
 * processes and a temporary folder that go away with it. The bucket of a test has yet to be made.
 */
export const startSwift = async (): Promise<RunningSwift> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-swift-'));
  mkdirSync(join(folder, 'srv/d1'), { recursive: true });
  writeFileSync(join(folder, 'launch.py'), launcher(folder));
  writeFileSync(
    join(folder, 'swift.conf'),
    '[swift-hash]\nswift_hash_path_suffix = test\nswift_hash_path_prefix = test\n[storage-policy:0]\nname = Policy-0\ndefault = yes\n',
  );
  const processes: ChildProcess[] = [];
  const launch = (role: string): void => {
    processes.push(
      spawn(python, ['launch.py', `${role}-server`, join(folder, `${role}.conf`)], { cwd: folder, stdio: 'ignore' }),
    );
  };
  const killAll = (): void => {
    for (const child of processes) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', killAll);

  const storage: string[] = [];
  for (const role of roles) {
    const port = await findFreePort();
    storage.push(`http://127.0.0.1:${port}`);
    writeFileSync(join(folder, `${role}.conf`), storageSettings(role, folder, port));
    ring(folder, `${role}.builder`, 'create', '4', '1', '1');
    ring(folder, `${role}.builder`, 'add', `r1z1-127.0.0.1:${port}/d1`, '1');
    ring(folder, `${role}.builder`, 'rebalance');
    launch(role);
  }
  const port = await findFreePort();
  writeFileSync(join(folder, 'proxy.conf'), proxySettings(folder, port));
  launch('proxy');
  const endpoint = `http://127.0.0.1:${port}`;
  const limit = Date.now() + 60_000;
  for (const address of [...storage, endpoint]) {
    while (!(await answers(address))) {
      if (Date.now() > limit) {
        killAll();
        throw new Error('OpenStack Swift did not start.');
      }
      await setTimeout(100);
    }
  }
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test:tester', secretAccessKey: 'testing' },
    stop: async () => {
      process.removeListener('exit', killAll);
      killAll();
    },
  };
};
