import { codeOf, Counted, keyOfLine, type TopicHunk, type TopicLines } from './changed-lines.ts'
import { topics } from './topics.ts'

/** Most lines of one assertion that are read together. */
const mostLines = 40

/** Where an assertion begins: a call or statement that fails when something is not as it should be. */
const assertion = new RegExp(
  [
    // JavaScript, TypeScript and what speaks like it.
    String.raw`\bexpect(?:\.(?:soft|poll|assertions|hasAssertions|element))?\s*\(`,
    String.raw`\b(?:assert|t|tap|chai\.assert)\.(?:\w+\.)?(?:ok|notOk|is|not|isNot|equal|equals|same|notSame|deepEqual|deepEquals|notDeepEqual|notEqual|strictEqual|deepStrictEqual|notStrictEqual|match|notMatch|doesNotMatch|throws|rejects|throwsAsync|doesNotThrow|doesNotReject|fail|pass|true|false|truthy|falsy|like|regex|plan|snapshot|isTrue|isFalse|include|lengthOf|property)\s*\(`,
    String.raw`(?:^|[;{}\s])assert(?:Snapshot|Equals?|StrictEquals|Exists|Match|Throws|Rejects|ObjectMatch|ArrayIncludes)?\s*\(`,
    String.raw`\.should(?:\.|\(|\b\s*$)|\bcy\.\w+\([^)]*\)\.should\(`,
    // Python.
    String.raw`^\s*assert\s`,
    String.raw`\bself\.(?:assert|fail)\w*\s*\(|\bpytest\.(?:raises|warns|fail)\s*\(|\bnp\.testing\.assert\w*\(|\.assert_(?:called|not_called|any_call|has_calls|awaited)\w*\(`,
    // Go.
    String.raw`\b[tbf]\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(?:assert|require|is|qt|must|s|suite)\.(?:Equal|NotEqual|EqualValues|Exactly|True|False|Nil|NotNil|NoError|Error|ErrorIs|ErrorAs|ErrorContains|EqualError|Contains|NotContains|Len|Empty|NotEmpty|Zero|NotZero|Panics|NotPanics|Eventually|Never|ElementsMatch|JSONEq|InDelta|InEpsilon|Greater|Less|GreaterOrEqual|LessOrEqual|Same|Regexp|DeepEqual|NilError|Assert|Check)f?\(`,
    String.raw`\b(?:gomega\.)?(?:Expect|Eventually|Consistently|Ω)\(`,
    // Rust.
    String.raw`\b(?:debug_)?(?:assert(?:_(?:eq|ne|matches|snapshot|json_snapshot|debug_snapshot|approx_eq|relative_eq|abs_diff_eq|ulps_eq))?|prop_assert\w*)!\s*[(\[{]`,
    // Java, Kotlin, C#, Swift, PHP.
    String.raw`\bassert(?:Equals|NotEquals|True|False|Null|NotNull|Same|NotSame|That|Throws|ThrowsExactly|DoesNotThrow|ArrayEquals|IterableEquals|LinesMatch|InstanceOf|All|Timeout|ThatThrownBy|ThatCode|Contains|Count|Raises\w*|FailsWith|Empty|Nil|NotNil|Includes?|Matches|Difference|NoDifference|Response|RedirectedTo|Select|InDelta|Predicate|Operator|Respond_to)\s*[({]`,
    String.raw`\bAssert\.(?!Ignore|Inconclusive|Skip)\w+(?:<[^>]*>)?\s*\(|\b(?:Collection|String)Assert\.\w+\(|\.Should\(\)|\bShould(?:Be|Not|Throw|Equal|Contain)\w*\(`,
    String.raw`\bverify(?:NoMoreInteractions|NoInteractions|ZeroInteractions)?\s*\(\s*\w|\.Verify\w*\(|\.(?:Received|DidNotReceive)\(`,
    String.raw`\bXCTAssert\w*\(|\bXCTFail\(|#expect\(|#require\(`,
    // Ruby.
    String.raw`\bexpect\s*\{|\bis_expected\b|^\s*(?:assert|refute)(?:_\w+)?[\s(]|\.(?:must|wont)_\w+`,
    // Elixir.
    String.raw`^\s*(?:assert|refute)(?:_\w+)?\b`,
  ].join('|'),
)

/** What is true whatever the program does. */
const trivial =
  /^(?:expect\((?:true|1|"\w*"|!0)\)\.\w+\((?:true|1|"\w*")?\)|assert(?:\.ok|\.isTrue|\.equal)?\((?:true|1|True)(?:,.*)?\)|assert(?:True|1|true)(?:,.*)?|(?:self\.|Assert\.)?(?:assertTrue|True|IsTrue|isTrue)\((?:true|True)(?:,.*)?\)|(?:assert|require)\.True\(t,true(?:,.*)?\)|(?:self\.)?assertEquals?\((\w+),\1\)|assert_equal\(?(\w+),\2\)?|assert_eq!\((\w+),\3(?:,.*)?\)|assert!\(true(?:,.*)?\)|Assert\.(?:Pass|True\(true\)|IsTrue\(true\)).*|expect\.(?:assertions|hasAssertions)\(0?\))$/

/** Assertions that hold for many values, and those that name what is wanted; the former take the place of the latter when a test is made to pass. */
const loose =
  /\.(?:toBeTruthy|toBeDefined|toBeInstanceOf|toMatchObject|toBeTypeOf|isNotNull|isNotEmpty|NotBeNull|NotBeEmpty|not\.toThrow|not\.toBeNull|not\.toBeUndefined|toBeVisible|toBeAttached|isOk|ok|truthy|exist|NotNil|NotEmpty|NoError|NotNull|IsNotNull|IsInstanceOf|IsType|True|IsTrue|be_truthy|assertTrue|assertIsNotNone|assertIsInstance)\b|\bexpect\.(?:anything|any|objectContaining|arrayContaining|stringContaining|stringMatching)\(|\bbe_(?:truthy|present)\b|\bbe_a\b|\b(?:assertNotNull|assertTrue|assert_not_nil|assert_kind_of|refute_nil)\b|\bassert!\(|^assert\s+(?!.*(?:[=!]=|<|>| in | is ))\(?[\w.[\]()"']+\)?$|\bis not None\b|\btoHaveBeenCalled\(|\bassert_called\(/
const strict =
  /\.(?:toBe|toEqual|toStrictEqual|toHaveBeenCalledWith|toHaveBeenNthCalledWith|toHaveBeenLastCalledWith|toHaveBeenCalledTimes|toHaveLength|toHaveText|toHaveProperty|toMatchInlineSnapshot|toMatchSnapshot|equal|equals|strictEqual|deepEqual|deepStrictEqual|is|same|Equal|AreEqual|EqualValues|Exactly|Be|BeEquivalentTo|isEqualTo|containsExactly|assertEqual|assertListEqual|assertDictEqual|assertCountEqual|assertSequenceEqual)\(|\b(?:assert_eq!|assertEquals|assert_equal|assert_called_(?:once_)?with)|\bto eq\b|\bto eq\(|\beql?\(|^assert\b.*==|\bexpect\([^)]*\)\.to\.(?:deep\.)?equal/

interface Assertion {
  readonly key: string
  readonly text: string
}

/**
 * What happens to the assertions of each hunk of a file, in a few words: some are gone, or ask for less; null where not. What
 * stands elsewhere in the file unchanged has only moved.
 */
export function weakenedAssertions(hunks: readonly TopicHunk[]): readonly (string | null)[] {
  // Nothing is weaker where nothing is gone.
  if (hunks.every(({ removed }) => (removed.topics & topics.asserts) === 0)) return hunks.map(() => null)
  const removed = hunks.map((hunk) => assertionsIn(hunk.removed))
  const added = hunks.map((hunk) => assertionsIn(hunk.added))
  const back = new Counted(added.flat().map(({ key }) => key))
  const gone = removed.map((some) => some.filter(({ key }) => !back.take(key)))
  const kept = new Counted(removed.flat().map(({ key }) => key))
  const fresh = added.map((some) => some.filter(({ key }) => !kept.take(key)))
  return hunks.map((hunk, at) => {
    const less = (gone[at] ?? []).filter(({ key }) => !trivial.test(key))
    const more = (fresh[at] ?? []).filter(({ key }) => !trivial.test(key))
    const fewer = less.length - more.length
    if (fewer > 0) return fewer === 1 ? 'an assertion is removed' : `${fewer} assertions are removed`
    return looser(hunk, less, more)
  })
}

/** Whether what a hunk asks for is less than before, in a few words. */
function looser(hunk: TopicHunk, less: readonly Assertion[], more: readonly Assertion[]): string | null {
  const added = hunk.added.of(topics.asserts).map((line) => line.trim())
  if (!added.some((line) => loose.test(line))) return null
  // Where only a part of an assertion changes, its matcher may be all that does.
  const [before, after] =
    less.length > 0
      ? [less.map(({ text }) => text), more.map(({ text }) => text)]
      : [hunk.removed.of(topics.asserts).map(codeOf), added.map(codeOf)]
  const found = after.flatMap((text) => loose.exec(text)?.[0] ?? [])
  const isLooser = found.length > countOf(before, loose) && countOf(after, strict) < countOf(before, strict)
  const [word] = found
  return isLooser && word !== undefined ? `an assertion asks for less: ${wordOf(word)}` : null
}

function countOf(texts: readonly string[], pattern: RegExp): number {
  return texts.filter((text) => pattern.test(text)).length
}

function wordOf(found: string): string {
  return found
    .replaceAll(/^[.\s]+|[\s(]+$/g, '')
    .replaceAll(/[^\w.!= -]/g, '')
    .slice(0, 30)
}

/** The assertions that begin in these lines, each with what of it follows there. */
function assertionsIn(side: TopicLines): readonly Assertion[] {
  if ((side.topics & topics.asserts) === 0) return []
  const { lines } = side
  const found: Assertion[] = []
  for (let at = 0; at < lines.length; at += 1) {
    if (!side.has(at, topics.asserts)) continue
    const first = codeOf(lines[at] ?? '')
    if (first === '' || isText(first) || !assertion.test(first)) continue
    const end = endOf(lines, at)
    const text = lines
      .slice(at, end + 1)
      .map(codeOf)
      .join(' ')
    found.push({ key: keyOfLine(text), text })
    at = end
  }
  return found
}

/** Whether an assertion in a line is only words: the line is a string. */
function isText(code: string): boolean {
  return /^(?:(?:const|let|var|return)\b[^=]*=?\s*)?["'`]/.test(code)
}

/** The last line of a statement that begins in a line: until its brackets close, and no chain goes on. */
function endOf(lines: readonly string[], from: number): number {
  let open = 0
  for (let at = from; at < lines.length && at < from + mostLines; at += 1) {
    const code = codeOf(lines[at] ?? '')
    // Of a test's own block, the assertion ends with its line.
    open += (code.match(/[([]/g)?.length ?? 0) - (code.match(/[)\]]/g)?.length ?? 0)
    const next = codeOf(lines[at + 1] ?? '')
    if (open <= 0 && !/^[.?]/.test(next)) return at
  }
  return Math.min(lines.length - 1, from + mostLines - 1)
}

/** A call that declares a test, up to its title, which may be in the next line. */
const called =
  /(?:^|[;{}\s])(?:it|test|specify|scenario|example)(?:\.(?!skip|todo|fixme|step|describe|use|extend|before|after)\w+)*(?:\s*\(.*\)|\s*`.*`)?\s*[\s(]\s*(?:(["'`])((?:(?!\1).){1,200})|$)/
const named: readonly RegExp[] = [
  /^\s*(?:async\s+)?def\s+(test\w*)/,
  /^\s*func\s+(?:\([^)]*\)\s*)?((?:Test|Fuzz|Example)\w*)\s*\(/,
  /^\s*(#\[(?:\w+::)*(?:test|rstest|test_case|quickcheck|proptest)\b)/,
  /^\s*(@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b)/,
  /^\s*(\[(?:\w+,\s*)*(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|DataRow)\b)/,
]

/** Says of each hunk of a file that it takes a test away that is not elsewhere in it, and puts none in its place; else null. */
export function removedTests(hunks: readonly TopicHunk[]): readonly (string | null)[] {
  const removed = hunks.map((hunk) => testsIn(hunk.removed))
  if (removed.every((some) => some.length === 0)) return hunks.map(() => null)
  const added = hunks.map((hunk) => testsIn(hunk.added))
  const back = new Counted(added.flat())
  const kept = new Counted(removed.flat())
  const gone = removed.map((some) => some.filter((key) => !back.take(key)))
  const fresh = added.map((some) => some.filter((key) => !kept.take(key)))
  return hunks.map((_, at) => {
    const fewer = (gone[at]?.length ?? 0) - (fresh[at]?.length ?? 0)
    if (fewer <= 0) return null
    return fewer === 1 ? 'a test is removed' : `${fewer} tests are removed`
  })
}

function testsIn(side: TopicLines): readonly string[] {
  if ((side.topics & topics.tests) === 0) return []
  const { lines } = side
  return lines.flatMap((line, at) => {
    if (!side.has(at, topics.tests)) return []
    const code = codeOf(line)
    if (code === '') return []
    const call = called.exec(code)
    if (call !== null) {
      const title = call[2] ?? titleBelow(lines, at)
      return title === undefined ? [] : [title]
    }
    const name = named.map((pattern) => pattern.exec(code)?.[1]).find((one) => one !== undefined)
    if (name === undefined) return []
    // A mark names nothing: what it is about stands below it.
    return [/^[@#[]/.test(name) ? `${name} ${keyOfLine(lines[at + 1] ?? '')}` : name]
  })
}

/** The title of a test whose call goes on below its line: the text that its arguments begin with. */
function titleBelow(lines: readonly string[], at: number): string | undefined {
  for (let below = at + 1; below < lines.length && below < at + mostLines; below += 1) {
    const [, , title] = /^\s*(["'`])((?:(?!\1).){1,200})/.exec(lines[below] ?? '') ?? []
    if (title !== undefined && (lines[below - 1] ?? '').trimEnd().endsWith('(')) return title
  }
  return undefined
}
