import { ImapFlow } from 'imapflow'

/** How many mails are looked at in one visit; the others wait for the next. */
const mostAtOnce = 200
/** A report is short; what is longer is read so far. */
const longest = 200_000

/**
 * Hands every mail of a mailbox that was not looked at yet to `look`, and marks it as seen after that: when `look` throws, or we
 * are killed, it comes again. `imaps://user:password@host/MAILBOX`; without a mailbox the inbox. Returns how many there were.
 */
export async function readMailbox(address: string, look: (source: Buffer) => Promise<void>): Promise<number> {
  const url = new URL(address)
  const secure = url.protocol === 'imaps:'
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    connectionTimeout: 20_000,
    socketTimeout: 60_000,
    // Only where the setting says `imap:`; the server may still offer to encrypt.
    ...(url.searchParams.get('ignoreTLS') === 'true' ? { doSTARTTLS: false } : {}),
  })
  // Told by what was asked for at the time.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const box = await client.getMailboxLock(decodeURIComponent(url.pathname.slice(1)) || 'INBOX')
    try {
      const found = (await client.search({ seen: false }, { uid: true })) || []
      for (const uid of found.slice(0, mostAtOnce)) {
        const mail = await client.fetchOne(String(uid), { source: { maxLength: longest } }, { uid: true })
        const source = mail === false ? undefined : mail.source
        if (source) await look(source)
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
      }
      return Math.min(found.length, mostAtOnce)
    } finally {
      box.release()
    }
  } finally {
    await client.logout().catch(() => client.close())
  }
}
