// Everything works without this. With it, results follow the typing, "/" leads to the search, and choices act at once.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  for (const box of document.querySelectorAll("[data-end]")) {
    const chosen = box.querySelector(".chosen");
    const middle = box.getBoundingClientRect().left + box.clientWidth / 2;
    box.scrollLeft = chosen ? chosen.getBoundingClientRect().left - middle : box.scrollWidth;
  }

  for (const form of document.querySelectorAll("form[data-auto]"))
    form.addEventListener("change", () => form.requestSubmit());

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector("input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  const form = document.querySelector("form[data-live]");
  if (!form) return;
  const id = form.dataset.live;
  let waiting = 0;
  let latest = 0;

  const address = () => {
    const given = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(given).toString();
    return form.getAttribute("action") + (query ? "?" + query : "");
  };

  const show = async () => {
    const turn = ++latest;
    const where = address();
    try {
      const answer = await fetch(where, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(id);
      if (turn !== latest) return;
      if (!fresh) return form.submit();
      document.getElementById(id).replaceWith(document.importNode(fresh, true));
      history.replaceState(null, "", where);
    } catch {
      if (turn === latest) form.submit();
    }
  };

  const soon = (delay) => {
    clearTimeout(waiting);
    waiting = setTimeout(show, delay);
  };
  form.addEventListener("input", (event) => soon(event.target.type === "search" ? 140 : 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
})();
