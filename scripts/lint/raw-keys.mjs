/**
 * A rule for oxlint: only one file asks an event which key it is about, so that layouts and input methods are handled once.
 * `event` is what is declared as a KeyboardEvent, given to a handler of keys, or called `event`.
 */
const ofKeys = new Set(['key', 'code'])
/** Nothing but an event of keys has these. */
const always = new Set(['keyCode', 'charCode', 'which', 'isComposing', 'getModifierState'])
const wrappers = new Set(['nativeEvent', 'browserEvent'])
const handler = /^(?:onKey(?:Down|Up|Press)?(?:Capture)?|key(?:down|up|press))$/

const message = 'Read keys with keyOf of src/renderer/commands/key-reader.ts.'

/** The name of a property, also in brackets; null where it is computed. */
function nameOf(property, computed) {
  if (!computed && property.type === 'Identifier') return property.name
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null
}

/** A type as `KeyboardEvent`, `React.KeyboardEvent<T>` or one of several of which that is one. */
function isKeyType(type) {
  if (!type) return false
  if (type.type === 'TSTypeAnnotation') return isKeyType(type.typeAnnotation)
  if (type.type === 'TSUnionType') return type.types.some(isKeyType)
  if (type.type !== 'TSTypeReference') return false
  const name = type.typeName.type === 'TSQualifiedName' ? type.typeName.right : type.typeName
  return name.name === 'KeyboardEvent'
}

/** Whether a function is called with events of keys: as an attribute, a listener, or an argument of `onKeyDown(…)`. */
function handlesKeys(node) {
  const { parent } = node
  if (parent?.type === 'JSXExpressionContainer') return handler.test(parent.parent?.name?.name ?? '')
  if (parent?.type !== 'CallExpression') return false
  const { callee, arguments: given } = parent
  const called = callee.type === 'MemberExpression' ? nameOf(callee.property, callee.computed) : callee.name
  if (called === 'addEventListener') return handler.test(given[0]?.value ?? '')
  return handler.test(called ?? '')
}

const rule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    /** Names that stand for events of keys, a set for each function around. */
    const scopes = [new Set(['event'])]
    const isEvent = (node) => {
      if (node.type === 'ChainExpression' || node.type === 'TSNonNullExpression')
        return isEvent(node.expression)
      if (node.type === 'TSAsExpression') return isKeyType(node.typeAnnotation) || isEvent(node.expression)
      if (node.type === 'Identifier') return scopes.some((names) => names.has(node.name))
      return node.type === 'MemberExpression' && wrappers.has(nameOf(node.property, node.computed))
    }
    const report = (node) => context.report({ node, message })
    const checkPattern = (pattern) => {
      for (const property of pattern.properties)
        if (property.type === 'Property' && ofKeys.has(nameOf(property.key, property.computed)))
          report(property)
    }
    const enter = (node) => {
      const names = new Set()
      const handles = handlesKeys(node)
      for (const given of node.params) {
        const target = given.type === 'AssignmentPattern' ? given.left : given
        if (!handles && !isKeyType(target.typeAnnotation)) continue
        if (target.type === 'Identifier') names.add(target.name)
        else if (target.type === 'ObjectPattern') checkPattern(target)
      }
      scopes.push(names)
    }
    const leave = () => scopes.pop()
    return {
      ArrowFunctionExpression: enter,
      FunctionExpression: enter,
      FunctionDeclaration: enter,
      'ArrowFunctionExpression:exit': leave,
      'FunctionExpression:exit': leave,
      'FunctionDeclaration:exit': leave,
      MemberExpression(node) {
        const name = nameOf(node.property, node.computed)
        const isKeyCode = node.object.type === 'Identifier' && node.object.name === 'KeyCode'
        const isMonacoKey =
          node.object.type === 'MemberExpression' &&
          nameOf(node.object.property, node.object.computed) === 'KeyCode'
        if (isKeyCode || isMonacoKey || always.has(name) || (ofKeys.has(name) && isEvent(node.object)))
          report(node)
      },
      VariableDeclarator(node) {
        if (
          node.id.type === 'ObjectPattern' &&
          node.init &&
          (isEvent(node.init) || isKeyType(node.id.typeAnnotation))
        )
          checkPattern(node.id)
        else if (node.id.type === 'Identifier' && isKeyType(node.id.typeAnnotation))
          scopes.at(-1).add(node.id.name)
      },
    }
  },
}

export default { meta: { name: 'winnow' }, rules: { 'raw-keys': rule } }
