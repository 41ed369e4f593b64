import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'

/** One line on what it was measured with: processor, memory, disk under the temporary folder, Node. */
export function describeMachine(): string {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 30
  return [
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'processor'}`,
    `${memory.toFixed(0)} GB`,
    diskKind(),
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
  ].join(', ')
}

/** How busy the machine is with everything that runs on it: processes that want to run, over 1, 5 and 15 minutes. */
export function describeLoad(): string {
  return loadavg()
    .map(load => load.toFixed(1))
    .join(' ')
}

/** Of Linux only: whether the largest disk turns, and whether the temporary folder is on a disk at all. */
function diskKind(): string {
  const temporaryMemory = 0x01021994
  try {
    if (statfsSync(tmpdir()).type === temporaryMemory) return 'temporary folder in memory'
    const turns = readdirSync('/sys/block')
      .filter(name => /^(sd|vd|nvme|xvd|mmcblk)/.test(name))
      .map(name => readFileSync(`/sys/block/${name}/queue/rotational`, 'utf8').trim())
    if (turns.length === 0) return 'unknown disk'
    return turns.includes('1') ? 'disk said to be rotating' : 'solid state disk'
  } catch {
    return 'unknown disk'
  }
}
