import type { EtcdGateway, EtcdOptions } from '../../connectors/etcd/gateway.js'
import type { KeyValueStore } from '../../connectors/key-value-store.js'
import { Secrets } from '../../connectors/secrets.js'
import { UserError } from '../../domain/user-error.js'
import { readPem } from '../../files/pem.js'
import { readSecret } from '../../files/secret.js'
import { ETCD_SETTINGS } from '../settings/environment-settings.js'
import { numberOf, type SettingReader, textOf } from '../settings/setting-reader.js'

/** A client of the etcd that flags and environment name. */
export async function openEtcdGateway(
  settings: SettingReader,
  secrets: Secrets = new Secrets(),
): Promise<EtcdGateway> {
  const options = await readEtcdOptions(settings)
  const { createEtcdGateway } = await import('../../connectors/etcd/gateway.js')
  return createEtcdGateway({ ...options, secrets })
}

/** The virtual protocol's store in that etcd. */
export async function openEtcdStore(settings: SettingReader): Promise<KeyValueStore> {
  const gateway = await openEtcdGateway(settings)
  const { createEtcdStore } = await import('../../connectors/etcd/store.js')
  return createEtcdStore(gateway)
}

/** @throws UserError for what cannot be read, and for what would have no effect. */
export async function readEtcdOptions(settings: SettingReader): Promise<EtcdOptions> {
  const endpoints = endpointsOf(settings)
  const tls = await readTls(settings)
  const given = Object.keys(tls)
  const plain = endpoints.find(({ protocol }) => protocol === 'http:')
  if (plain && given.length > 0) {
    throw new UserError(
      `--etcd-${given[0]} has no effect on ${plain.origin}; certificates need an https:// address`,
    )
  }
  return {
    endpoints,
    tls,
    login: await readLogin(settings),
    timeoutSeconds: numberOf(settings, ETCD_SETTINGS.timeoutSeconds),
  }
}

function endpointsOf(settings: SettingReader): readonly URL[] {
  const value = settings.value(ETCD_SETTINGS.endpoints)
  // A default is text, whatever was given is parsed already.
  return typeof value === 'string'
    ? ETCD_SETTINGS.endpoints.parse(value)!
    : (value as readonly URL[])
}

async function readTls(settings: SettingReader): Promise<EtcdOptions['tls']> {
  const { ca, cert, key } = ETCD_SETTINGS
  const [caText, certText, keyText] = await Promise.all(
    [ca, cert, key].map((setting) => {
      const path = textOf(settings, setting)
      return path === null ? null : readPem(path)
    }),
  )
  if ((certText === null) !== (keyText === null)) {
    throw new UserError('--etcd-cert and --etcd-key belong together; only one of them is given')
  }
  return {
    ...(caText ? { ca: caText } : {}),
    ...(certText && keyText ? { cert: certText, key: keyText } : {}),
  }
}

async function readLogin(settings: SettingReader): Promise<EtcdOptions['login']> {
  const user = textOf(settings, ETCD_SETTINGS.user)
  const file = textOf(settings, ETCD_SETTINGS.passwordFile)
  const password = file === null ? settings.env.ETCD_AUTH_PASSWORD : await readSecret(file)
  if (user !== null && password) return { user, password }
  if (user === null && file === null) return null
  throw new UserError(
    user === null
      ? '--etcd-password-file has no effect without --etcd-user'
      : `etcd user ${user} has no password; it is read from --etcd-password-file or ETCD_AUTH_PASSWORD`,
  )
}
