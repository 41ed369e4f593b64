import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect as dial } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Why there is no mail server with mailboxes on this machine; undefined when there is. */
export function whyNoImap(): string | undefined {
  try {
    execFileSync('dovecot', ['--version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'needs dovecot (Debian: dovecot-imapd)'
  }
}

/** A Dovecot of its own with one mailbox, `bounces` with the password `secret`. */
export async function startImap() {
  const folder = mkdtempSync(join(tmpdir(), 'banso-imap-'))
  const port = await freePort()
  const mail = join(folder, 'mail')
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(mail, part), { recursive: true })
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, port))
  execFileSync('chmod', ['-R', 'a+rwX', folder])
  const server = spawn('dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  await untilOpen(port)
  let delivered = 0
  return {
    url: `imap://bounces:secret@127.0.0.1:${port}/INBOX?ignoreTLS=true`,
    /** Puts a mail into the mailbox, as a mail server does. */
    deliver(source: string) {
      const name = `${++delivered}.${process.pid}.test`
      writeFileSync(join(mail, 'new', name), source.replaceAll('\n', '\r\n'))
      execFileSync('chmod', ['a+rw', join(mail, 'new', name)])
    },
    async stop() {
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configuration(folder: string, port: number): string {
  const { username, uid, gid } = userInfo()
  // Dovecot reads mail as nobody rather than as root.
  const [owner, group] = uid === 0 ? [65_534, 65_534] : [uid, gid]
  const internal = uid === 0 ? '' : `default_internal_user = ${username}\ndefault_login_user = ${username}\n`
  return `protocols = imap
base_dir = ${folder}/run
log_path = ${folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${folder}/mail
${internal}service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${owner} gid=${group} home=${folder}
}
`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>(resolve => {
      const socket = dial(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.unref()
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    await wait(50)
  }
  throw new Error('dovecot does not start')
}
