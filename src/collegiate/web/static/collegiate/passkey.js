// Says on the page what allauth's script says to the console: that a passkey was not used.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const said = document.getElementById("passkey-said")
  if (said) said.textContent = said.dataset.words
})
