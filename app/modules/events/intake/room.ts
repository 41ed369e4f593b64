import { BodyRefused } from './refused.ts'

/** Bytes of requests that are being taken, with a bound; beyond it clients are asked to come back. */
export interface Room {
  held: number
  readonly limit: number
  /** Those whose bodies are still coming, the longest first. */
  readonly readers: Set<Reader>
}

interface Reader {
  readonly begun: number
  dismiss(): void
}

/** What one request holds of a room. */
export interface Stay {
  /** Throws BodyRefused 429 when there is no room for so many bytes more. */
  take(bytes: number): void
  taken(): number
  /** The body is there: from now on nobody is dismissed for being slow. */
  arrived(): void
  /** Throws like `take`. */
  moveTo(room: Room): void
  leave(): void
}

// Whoever has a body on the way for longer makes room when there is none: anybody can send slowly.
const slowMs = 2000

/** A room with nobody in it; `limit` in bytes. */
export function createRoom(limit: number): Room {
  return { held: 0, limit, readers: new Set() }
}

/** `dismiss` is called when the body is still on its way and others need the room. */
export function enter(room: Room, dismiss: (reason: BodyRefused) => void): Stay {
  let place = room
  let taken = 0
  const reader: Reader = {
    begun: performance.now(),
    dismiss() {
      leave()
      dismiss(noRoom())
    },
  }
  const leave = () => {
    place.readers.delete(reader)
    place.held -= taken
    taken = 0
  }
  room.readers.add(reader)
  return {
    take(bytes) {
      makeRoom(place, bytes, reader)
      place.held += bytes
      taken += bytes
    },
    taken: () => taken,
    arrived: () => place.readers.delete(reader),
    moveTo(other) {
      const bytes = taken
      leave()
      makeRoom(other, bytes, reader)
      place = other
      place.held += bytes
      taken = bytes
    },
    leave,
  }
}

function makeRoom(room: Room, bytes: number, self: Reader): void {
  const before = performance.now() - slowMs
  for (const reader of room.readers) {
    if (room.held + bytes <= room.limit || reader.begun > before) break
    if (reader !== self) reader.dismiss()
  }
  if (room.held + bytes > room.limit) throw noRoom()
}

function noRoom(): BodyRefused {
  return new BodyRefused(429, 'overloaded', 'too many events at once', 1)
}
