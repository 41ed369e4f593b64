// A process that sends mails and nothing else, to be killed: DATABASE_URL and BANSO_MAIL_URL say from where and to where.
import { readConfig } from '../../app/config.ts'
import en from '../../app/modules/messages/locales/en.json' with { type: 'json' }
import ja from '../../app/modules/messages/locales/ja.json' with { type: 'json' }
import { startSending } from '../../app/modules/messages/sending/worker.ts'
import { connect } from '../../app/platform/db.ts'
import { startLive } from '../../app/platform/live.ts'
import { createWords } from '../../app/web/i18n.ts'

const config = readConfig()
const database = connect(config.databaseUrl ?? '', 5)
await startSending({
  config,
  database,
  db: database.db,
  live: await startLive(database),
  words: createWords({ messages: { ja, en } }),
})
