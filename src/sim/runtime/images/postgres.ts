import type { Program } from '../programs/program.js'
import { clientProgram, type Server } from '../programs/server.js'
import { databaseImage, portIn, stopsIn } from './database.js'
import type { ImageFamily } from './image.js'

const readyMs = 1_000

export const postgres: ImageFamily = databaseImage({
  family: 'postgres', repositories: ['postgres', 'postgis/postgis', 'timescale/timescaledb', 'pgvector/pgvector'], server: 'postgres', tools: ['pg_isready', 'psql'], port: 5432,
    readyMs, env: { PGDATA: '/var/lib/postgresql/data', PG_MAJOR: '18' }, directory: '/var/lib/postgresql/data', stopSignal: 'INT',
})

const missing = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`

export const postgresServer: Server = {
  ports: (argv, env) => [portIn(argv, ['-p', '--port'], Number(env.get('PGPORT') ?? 5432))],
  readyMs,
  refuse: (env) => (env.get('POSTGRES_PASSWORD') || env.get('POSTGRES_PASSWORD_FILE') || env.get('POSTGRES_HOST_AUTH_METHOD') === 'trust' ? undefined : { words: missing, code: 1 }),
  greeting: 'PostgreSQL init process complete; ready for start up.\n',
  stops: stopsIn(0),
}

export const pgIsReady: Program = clientProgram('postgres', readyMs, (_call, isReady) => ({ words: isReady ? '/var/run/postgresql:5432 - accepting connections\n'
  : '/var/run/postgresql:5432 - no response\n', code: isReady ? 0 : 2 }))

export const psql: Program = clientProgram('postgres', readyMs, (_call, isReady) =>
  (isReady ? { words: ' ?column? \n----------\n        1\n(1 row)\n\n', code: 0 }
    : { words: 'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n', code: 2 }))
