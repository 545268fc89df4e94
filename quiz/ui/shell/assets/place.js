// Follows the page: its language, where the person is, and the cookie under which their place is
// kept. A page says all of it in a hidden element.
(() => {
  'use strict'
  const root = document.documentElement
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  let place = null

  // A new page of questions, or another page: to its top, and the focus to its heading, so that the
  // keyboard and a screen reader go on from there. Not on the very first page. A slow browser draws
  // the heading later, or draws it anew so that the focus is nowhere: that is seen to once the page
  // is whole. Whoever has put the focus elsewhere by then keeps it.
  let arriving = false
  let onTop = true
  let cameFrom = null // what was touched; another page's part may have taken its place
  const arrive = () => {
    const main = document.querySelector('[data-testid=stMain]')
    const heading = main?.querySelector('h1')
    if (!heading) return
    if (!onTop) main.scrollTo(0, 0)
    onTop = true
    heading.setAttribute('tabindex', '-1')
    heading.focus({ preventScroll: true })
  }
  const arriveUnlessElsewhere = () => {
    if ([document.body, cameFrom].includes(document.activeElement)) arrive()
  }
  const arrived = () => {
    if (!arriving || document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'notRunning') return
    arriving = false
    arriveUnlessElsewhere()
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
      if (reply.status === 409 || (cookie.startsWith('not-') && reply.ok)) location.replace(['invited', 'answer'].includes(place) ? `/${place}` : '/')
    } catch { asked.delete(cookie) }
  }

  // Hand in the ticket for a cookie that the session has ordered, once.
  let handed = Promise.resolve()
  const handIn = async (ticket, then = () => {}) => {
    if (!ticket || asked.has(ticket)) return
    asked.add(ticket)
    try {
      const reply = await fetch('/ticket', { method: 'POST', headers: { 'X-Ticket': ticket }, keepalive: true })
      if (reply.status === 205) location.reload() // another tab has given the browser a cookie since
      else then()
    } catch { asked.delete(ticket) }
  }

  // The tabs of one sign-in. Once one of them has another cookie, or has given the device into other
  // hands, the others are loaded anew, and those of who signed out at the sign-in: what they show may
  // not stay on the screen. In other hands a tab that was open before the sign-in is loaded anew too.
  let desk = ''
  let tabs = null
  try { tabs = new BroadcastChannel('desk') } catch { /* an old browser: each tab asks by itself */ }
  const tell = () => { try { tabs.postMessage(desk) } catch { /* no other tab will hear */ } }
  if (tabs) tabs.onmessage = ({ data }) => {
    if (desk && !data) location.replace('/sign-in')
    else if (desk || data === 'handed' || place === 'sign-in') location.reload()
  }
  const follow = (now) => {
    const handed = desk === 'in' && now === 'handed'
    desk = now
    if (handed) tell()
  }

  // Copy what a button names. Where the browser has no clipboard for us, the text beside it is
  // marked, so that it can be copied by hand.
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]')
    if (!button) return
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
      button.nextElementSibling.textContent = button.dataset.done
    } catch {
      getSelection().selectAllChildren(button.parentElement.previousElementSibling)
    }
  })

  // A page that was open while the server became another is loaded anew. Not twice within a minute:
  // where two editions serve one site, that would have no end.
  let edition = document.body.dataset.edition
  const renew = (wanted) => {
    if (wanted === edition) return
    edition = wanted
    const renewed = performance.getEntriesByType('navigation')[0]?.type === 'reload'
    if (!renewed || performance.now() > 60_000) location.reload()
  }

  let fault = null
  const look = () => {
    arrived()
    const said = document.querySelector('.st-key-fault')
    if (said && said !== fault) said.scrollIntoView({ block: 'center' })
    fault = said
    const now = document.querySelector('[data-place]')
    if (!now) return
    renew(now.dataset.edition)
    const { cookie, ticket } = now.dataset
    if (!asked.has(ticket)) handed = handIn(ticket)
    handed.then(() => ask(cookie)) // in this order: the second may load the page anew
    handIn(now.dataset.signing, tell)
    follow(now.dataset.desk)
    for (const button of document.querySelectorAll('[data-testid=stFileUploaderDropzone] button p')) {
      if (button.textContent !== now.dataset.file) button.firstChild.nodeValue = now.dataset.file
    }
    document.querySelectorAll('.st-key-lift-pin input').forEach((it) => { it.inputMode = 'numeric' })
    // The button of a list speaks English only, and its field, which is named, opens it by key too.
    document.querySelectorAll('[data-testid=stSelectbox] button').forEach((it) => it.setAttribute('aria-hidden', 'true'))
    if (root.lang !== now.dataset.lang) {
      root.lang = now.dataset.lang
      try { document.cookie = `lang=${now.dataset.lang}; Path=/; SameSite=Lax${secure}` } catch { /* cookies are off */ }
    }
    if (now.dataset.place === place) return
    const first = place === null
    place = now.dataset.place
    if (first) return
    arriving = true
    onTop = false
    cameFrom = document.activeElement
    setTimeout(arriveUnlessElsewhere, 60)
  }

  new MutationObserver(look).observe(document.getElementById('root'), {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-test-script-state', 'data-place', 'data-lang', 'data-cookie', 'data-ticket', 'data-signing', 'data-desk'],
  })
})()
