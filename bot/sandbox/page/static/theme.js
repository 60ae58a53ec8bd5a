// Runs before the first paint, so that a theme chosen by hand does not flash.
const chosen = localStorage.getItem("siaga.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
