import { repositoryOf } from './registry.js'

const byRoot = [
  'nginx', 'httpd', 'redis', 'valkey/valkey', 'postgres', 'mysql', 'mariadb', 'mongo', 'rabbitmq', 'busybox', 'alpine', 'debian', 'ubuntu', 'bash', 'fedora', 'centos', 'amazonlinux', 'rockylinux',
  'almalinux', 'python', 'node', 'golang', 'perl', 'ruby', 'openjdk', 'eclipse-temurin', 'amazoncorretto', 'traefik/whoami', 'e2e-test-images/agnhost', 'agnhost', 'echoserver',
]
/** USER of the config of images: a number, or a name, of which a kubelet cannot tell whether it is root. */
const users: ReadonlyMap<string, number | string> = new Map([
  ...byRoot.map((repository): readonly [string, number | string] => [repository, 0]),
  ['nginxinc/nginx-unprivileged', 101], ['pause', 65_535], ['memcached', 'memcache'], ['curlimages/curl', 'curl_user'], ['stefanprodan/podinfo', 'app'],
])

/** Who an image's processes run as unless the manifest says otherwise; undefined: nobody knows. */
export const imageUser = (image: string): number | string | undefined => users.get(repositoryOf(image))
