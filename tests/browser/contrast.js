// Every visible piece of text with its contrast (WCAG 2.2, 1.4.3): [{text, element, colour, ground, ratio}].
// Half-transparent colours and opacity are laid over what is behind them, down to the ground of an empty window.
// A ground that is a picture cannot be told: its ratio is 0, so that a person looks at it.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parsed = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { channels: [red, green, blue], alpha: alpha / 255 };
  };
  const over = ({ channels, alpha }, ground) => channels.map((each, at) => each * alpha + ground[at] * (1 - alpha));
  const luminance = (channels) => {
    const [red, green, blue] = channels
      .map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const upwards = (element) => (element ? [element, ...upwards(element.parentElement)] : []);
  const probe = document.documentElement.appendChild(document.createElement("div"));
  probe.style.backgroundColor = "Canvas"; // what a window shows where a page states no ground; dark where it may be
  const empty = parsed(getComputedStyle(probe).backgroundColor).channels;
  probe.remove();
  const groundOf = (element) =>
    upwards(element)
      .reverse()
      .reduce((ground, each) => over(parsed(getComputedStyle(each).backgroundColor), ground), empty);
  const isSeen = (element, box) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.width > 1 && box.height > 1;

  const seen = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (!node.data.trim() || !isSeen(node.parentElement, range.getBoundingClientRect())) continue;
    const above = upwards(node.parentElement);
    const colour = parsed(getComputedStyle(node.parentElement).color);
    for (const each of above) colour.alpha *= Number(getComputedStyle(each).opacity);
    const ground = groundOf(node.parentElement);
    const ink = over(colour, ground);
    const onPicture = above.some((each) => getComputedStyle(each).backgroundImage !== "none");
    seen.push({
      text: node.data.trim().slice(0, 60),
      element: node.parentElement.outerHTML.slice(0, 120),
      colour: ink.map(Math.round),
      ground: ground.map(Math.round),
      ratio: onPicture ? 0 : ratio(ink, ground),
    });
  }
  return seen;
};
