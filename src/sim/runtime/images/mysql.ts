import type { Program } from '../programs/program.js'
import { clientProgram, type Server } from '../programs/server.js'
import { databaseImage, portIn, stopsIn } from './database.js'
import type { ImageFamily } from './image.js'

const readyMs = 5_000

export const mysql: ImageFamily = databaseImage({
  family: 'mysql', repositories: ['mysql', 'mysql/mysql-server', 'percona', 'percona/percona-server'], server: 'mysqld', tools: ['mysql', 'mysqladmin'], port: 3306,
    extraPorts: [33060], readyMs, env: { MYSQL_MAJOR: '9.4' }, directory: '/var/lib/mysql',
})
export const mariadb: ImageFamily = databaseImage({
  family: 'mariadb', repositories: ['mariadb', 'bitnami/mariadb'], server: 'mariadbd', tools: ['mariadb', 'mariadb-admin', 'healthcheck.sh'], port: 3306, readyMs,
    env: { MARIADB_VERSION: '12.0.2' }, directory: '/var/lib/mysql',
})

const has = (env: ReadonlyMap<string, string>, names: readonly string[]): boolean => names.some((name) => (env.get(name) ?? '') !== '' || (env.get(`${name}_FILE`) ?? '') !== '')

const server = (words: string, names: readonly string[]): Server => ({
  ports: (argv) => [portIn(argv, ['--port', '-P'], 3306)],
  readyMs,
  refuse: (env) => (has(env, names) ? undefined : { words, code: 1 }),
  stops: stopsIn(1_000),
})

const time = '2026-01-01 00:00:00+00:00'
export const mysqlServer: Server = server(
  `${time} [Note] [Entrypoint]: Entrypoint script for MySQL Server 9.4.0-1.el9 started.\n`
    + `${time} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n`
    + `    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n`,
  ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
)
export const mariadbServer: Server = server(
  `${time} [Note] [Entrypoint]: Entrypoint script for MariaDB Server 1:12.0.2+maria~ubu2404 started.\n`
    + `${time} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n`
    + `\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n`,
  ['MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_HASH', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'MARIADB_RANDOM_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD',
    'MYSQL_RANDOM_ROOT_PASSWORD'],
)

const noServer = "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n"
const client = (of: string): Program => clientProgram(of, readyMs, (_call, isReady) => (isReady ? { words: '1\n1\n', code: 0 } : { words: noServer, code: 1 }))
const admin = (of: string): Program => clientProgram(of, readyMs, (_call, isReady) => (isReady ? { words: 'mysqld is alive\n', code: 0 }
  : { words: `mysqladmin: connect to server at 'localhost' failed\nerror: '${noServer.slice(20).trim()}'\n`, code: 1 }))

export const mysqlTools: Readonly<Record<string, Program>> = { mysql: client('mysqld'), mysqladmin: admin('mysqld'), mariadb: client('mariadbd'),
  'mariadb-admin': admin('mariadbd'), 'healthcheck.sh': admin('mariadbd') }
