// Typing in a paper form: a field that has its answer gives way to the next. Backspace in an empty
// one and the arrows go back and forth; Enter goes on and sends nothing.
(() => {
  'use strict'
  const FORM = '.st-key-paper-answers'

  const beside = (field, by) => {
    const fields = [...field.closest(FORM).querySelectorAll('input')]
    return fields[fields.indexOf(field) + by]
  }

  // At once, before the next key comes: what was typed has been taken note of when this is heard.
  const move = (field, by) => {
    const other = beside(field, by)
    if (!other) return
    other.focus()
    other.select()
  }

  const of = (event) => event.target.closest?.(`${FORM} input`)

  document.addEventListener('input', (event) => {
    const field = of(event)
    if (field && event.inputType?.startsWith('insert') && field.value.length >= field.maxLength) {
      move(field, 1)
    }
  })

  document.addEventListener('keydown', (event) => {
    const field = of(event)
    if (!field || event.isComposing) return
    const by = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key] ?? (event.key === 'Backspace' && !field.value ? -1 : 0)
    if (!by) return
    event.preventDefault()
    move(field, by)
  }, true)
})()
