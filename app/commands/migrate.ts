import { runCommand } from '../boot/command.ts'

// bin/migrate: brings the database to the structure of this version, as every start does.
await runCommand(async ({ speaker, migrated }) => {
  speaker.say('boot:line.migrated', { count: migrated.length })
  return 0
})
