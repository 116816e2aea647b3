/* What the data desk does beyond the forms: dragging, the progress of sending, and following work. Without it everything works, more slowly. */
(function () {
  "use strict";

  function follow(box) {
    function look() {
      fetch(box.dataset.live, { credentials: "same-origin", headers: { "X-Part": "1" } })
        .then(function (answer) {
          if (!answer.ok || answer.redirected) { throw new Error("not followed"); }
          return answer.text().then(function (text) {
            if (box.innerHTML !== text) { box.innerHTML = text; }
            if (answer.headers.get("X-Going") === "1") { window.setTimeout(look, 1000); } else { window.location.replace(window.location.pathname); }
          });
        })
        .catch(function () { window.setTimeout(look, 5000); });
    }
    window.setTimeout(look, 700);
  }

  function dropping(box) {
    var input = box.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("drop--over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.remove("drop--over"); });
    });
    box.addEventListener("drop", function (event) {
      event.preventDefault();
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; }
    });
  }

  function sending(form) {
    var said = form.querySelector("[data-progress]");
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var request = new XMLHttpRequest();
      var bar = said.querySelector("progress");
      var words = said.querySelector("span");
      said.hidden = false;
      form.querySelector("button[type=submit]").disabled = true;
      request.upload.addEventListener("progress", function (now) {
        if (!now.lengthComputable) { return; }
        var share = Math.floor(100 * now.loaded / now.total);
        bar.value = share;
        words.textContent = share < 100 ? share + " of 100 parts sent" : "Sent. It is being put in its place.";
      });
      request.addEventListener("load", function () {
        if (request.status < 400) { window.location.assign(request.responseURL); return; }
        document.open();
        document.write(request.responseText);
        document.close();
      });
      request.addEventListener("error", function () {
        words.textContent = "The connection broke off and nothing was taken. Try again.";
        form.querySelector("button[type=submit]").disabled = false;
      });
      request.open("POST", form.action);
      request.send(new FormData(form));
    });
  }

  document.querySelectorAll("[data-live]").forEach(follow);
  document.querySelectorAll("[data-drop]").forEach(dropping);
  document.querySelectorAll("form[data-upload]").forEach(sending);
})();
