import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const folder = process.env.BANSO_SHARED_DATA
const file = folder ? resolve(folder, 'telco.csv') : undefined
const absent = !file || !existsSync(file)

/**
 * IBM's sample "Telco customer churn": 7,043 customers of a telephone company, 1,869 of whom left, nobody knows when.
 * The project does not carry it: https://github.com/IBM/telco-customer-churn-on-icp4d, as `telco.csv` in the folder that
 * BANSO_SHARED_DATA names. Tests of it are skipped where it is `absent`, and say so in their names.
 */
export const telco = {
  absent,
  skipped: absent ? ' (skipped: no telco.csv in the folder BANSO_SHARED_DATA)' : '',
  read: (): Buffer => (file && !absent ? readFileSync(file) : Buffer.alloc(0)),
}
