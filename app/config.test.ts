import { expect, test } from 'vitest'
import { onPort, readConfig } from './config.ts'

const baseUrl = (env: Record<string, string>) => readConfig(env).baseUrl

test('the address is the one that is set, as browsers write it, else the port on this machine', () => {
  expect(baseUrl({ PORT: '3999' })).toBe('http://localhost:3999')
  expect(baseUrl({ BASE_URL: 'https://Banso.example/' })).toBe('https://banso.example')
  expect(baseUrl({ BASE_URL: 'https://banso.example:443' })).toBe('https://banso.example')
})

test('a port that is known only once it is open does not take away the address that is set', () => {
  expect(onPort(readConfig({ PORT: '0' }), 4711)).toMatchObject({ port: 4711, baseUrl: 'http://localhost:4711' })
  const set = readConfig({ PORT: '0', BASE_URL: 'https://banso.example' })
  expect(onPort(set, 4711)).toMatchObject({ port: 4711, baseUrl: 'https://banso.example' })
})

test.each(['/banso', '/?a=1', '/#top'])('an address with %s behind it is refused', more => {
  expect(() => readConfig({ BASE_URL: `https://banso.example${more}` })).toThrow('base_url:https://banso.example')
})
