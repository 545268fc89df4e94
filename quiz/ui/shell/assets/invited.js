// The link of an invitation: its secret stands behind the #. It is handed over, and neither the
// address nor the history keeps it.
(() => {
  'use strict'
  const ROUTES = { '/invited': '/invitation', '/answer': '/request' }
  const TRIES = 5

  const hand = async (page, secret, left) => {
    try {
      await fetch(ROUTES[page], { method: 'POST', headers: { 'X-Invitation': encodeURIComponent(secret) } })
      location.replace(page)
    } catch {
      if (left > 0) setTimeout(hand, 1000, page, secret, left - 1)
      else history.replaceState(null, '', `${page}#${secret}`) // for a reload, once there is a network
    }
  }

  const take = () => {
    const page = location.pathname
    const secret = location.hash.slice(1)
    if (!(page in ROUTES) || !secret) return
    history.replaceState(null, '', page)
    hand(page, secret, TRIES)
  }

  take()
  addEventListener('hashchange', take) // the link, pasted into a page that is open
})()
