import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'

const megabyte = 1024 * 1024

/** What a server is started with beside its folder. */
export interface ServerOptions {
  readonly port: number
  /** False only for throw-away databases of tests: faster, and lost when the machine stops. */
  readonly durable: boolean
}

/** Command line settings for a server on this machine. Given there so that the data folder holds no state of ours. */
export function serverSettings({ port, durable }: ServerOptions): string[] {
  // In a container the machine's memory is not ours.
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / megabyte
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    // No socket file: the length of its path is limited, the folder's is not.
    unix_socket_directories: '',
    max_connections: 100,
    // A statement over all events locks each month's tables and their indexes, a few hundred after some years.
    max_locks_per_transaction: 512,
    shared_buffers: `${durable ? clamp(memory / 8, 32, 1024) : 128}MB`,
    effective_cache_size: `${clamp(memory / 2, 128, 16_384)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${clamp(memory / 32, 32, 256)}MB`,
    dynamic_shared_memory_type: sharedMemoryType(),
    random_page_cost: 1.1,
    // Statements here are short; compiling them costs more than it saves, and so do further processes for the pages' own.
    jit: 'off',
    parallel_setup_cost: 10_000,
    wal_compression: 'pglz',
    max_wal_size: '1GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Containers often give /dev/shm 64 MB only, where a parallel query fails as if the disk were full. */
function sharedMemoryType(): string {
  if (process.platform !== 'linux') return 'posix'
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize >= 256 * megabyte ? 'posix' : 'sysv'
  } catch {
    return 'sysv'
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(Math.max(value, low), high))
}
