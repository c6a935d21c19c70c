import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadHarbours } from '../src/harbours/load.js'
import { extremesBetween, nextExtreme } from '../src/tide/extremes.js'
import { calcHt } from '../src/tide/height.js'

const from = new Date('2024-03-10T00:00:00Z')
const to = new Date('2024-03-11T00:00:00Z')

test('high and low waters take turns, and nothing between two of them is higher or lower', async () => {
  for (const harbour of await loadHarbours()) {
    const extremes = extremesBetween(harbour, from, to)
    assert.ok(extremes.length >= 3 && extremes.length <= 5, `${harbour.name}: ${extremes.length}`)
    for (let index = 1; index < extremes.length; index += 1) {
      const [one, other] = [extremes[index - 1], extremes[index]]
      assert.notEqual(one.kind, other.kind)
      const middle = new Date((one.moment.getTime() + other.moment.getTime()) / 2)
      const height = calcHt(harbour, middle)
      assert.ok(height < Math.max(one.height, other.height) && height > Math.min(one.height, other.height))
    }
  }
})

test('the next turn of the tide lies ahead and within seven hours or so', async () => {
  const [harbour] = await loadHarbours()
  const next = nextExtreme(harbour, from)
  assert.ok(next.moment > from)
  assert.ok(next.moment.getTime() - from.getTime() < 7.5 * 3_600_000)
})
