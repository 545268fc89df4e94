// Follows the page: its language, where the person is, and the cookie under which their place is
// kept. A page says all of it in a hidden element.
(() => {
  'use strict'
  const root = document.documentElement
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  let place = null

  // A new page of questions, or another page: to its top, and the focus to its heading, so that the
  // keyboard and a screen reader go on from there. Not on the very first page.
  const arrive = () => {
    const heading = document.querySelector('[data-testid=stMain] h1')
    if (!heading) return
    document.querySelector('[data-testid=stMain]').scrollTo(0, 0)
    heading.setAttribute('tabindex', '-1')
    heading.focus({ preventScroll: true })
  }

  // Ask for another cookie once a kept draft is erased, and load the page anew with it; or, once a
  // draft is kept, have the cookie live 24 hours from then. A page that was open for so long that
  // the browser has another one by now cannot keep anything: it is loaded anew as well.
  const asked = new Set()
  const ask = async (cookie) => {
    if (!cookie || asked.has(cookie)) return
    asked.add(cookie)
    try {
      const reply = await fetch('/place', { method: 'POST', headers: { 'X-Place': cookie } })
      if (reply.status === 409 || (cookie.startsWith('not-') && reply.ok)) location.replace('/')
    } catch { asked.delete(cookie) }
  }

  const look = () => {
    const now = document.querySelector('[data-place]')
    if (!now) return
    ask(now.dataset.cookie)
    if (root.lang !== now.dataset.lang) {
      root.lang = now.dataset.lang
      try { document.cookie = `lang=${now.dataset.lang}; Path=/; SameSite=Lax${secure}` } catch { /* cookies are off */ }
    }
    if (now.dataset.place === place) return
    const first = place === null
    place = now.dataset.place
    if (!first) setTimeout(arrive, 60)
  }

  new MutationObserver(look).observe(document.getElementById('root'), {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-place', 'data-lang', 'data-cookie'],
  })
})()
