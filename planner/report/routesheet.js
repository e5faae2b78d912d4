// The courier's part of the run sheet: what was delivered, what failed and why, and the state of roads, kept on this device and saved
// as a file that `cuntong run events` reads. It asks nothing of any network.
(function () {
  'use strict';
  var format = 'cuntong-stop-events-1';
  var store = null;
  try { localStorage.setItem('cuntong-test', '1'); localStorage.removeItem('cuntong-test'); store = localStorage; } catch (e) { store = null; }
  var memory = {};
  function get(key) { return store ? store.getItem(key) : memory[key] || null; }
  function put(key, value) {
    memory[key] = value;
    if (!store) return;
    try { store.setItem(key, value); } catch (e) { warn('本机存储已满，新的记录只在本页里，请马上保存记录文件'); store = null; }
  }
  function warn(text) {
    var p = document.createElement('p');
    p.className = 'warn'; p.setAttribute('role', 'alert'); p.textContent = text;
    document.body.insertBefore(p, document.body.firstChild);
  }
  if (!store) warn('这个浏览器不让本页在本机保存记录：关闭页面之前请保存记录文件');

  var device = get('cuntong-device');
  if (!device) {
    device = Array.prototype.map.call(crypto.getRandomValues(new Uint8Array(8)), function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
    put('cuntong-device', device);
  }
  var fix = null, watching = false;
  function watch() {
    if (watching || !navigator.geolocation) return;
    watching = true;
    navigator.geolocation.watchPosition(function (p) { fix = { at: Date.now(), lon: p.coords.longitude, lat: p.coords.latitude, accuracy: p.coords.accuracy }; },
      function () { fix = null; }, { enableHighAccuracy: true, maximumAge: 30000 });
  }
  function eventsOf(run) { return JSON.parse(get('cuntong-events-' + run) || '[]'); }
  function note(run, event) {
    var seq = Number(get('cuntong-seq') || '0') + 1, events = eventsOf(run);
    put('cuntong-seq', String(seq));
    event.id = device + '-' + seq; event.run = run; event.seq = seq; event.device = device; event.at = new Date().toISOString();
    if (fix && Date.now() - fix.at < 120000) { event.coordinates = [fix.lon, fix.lat]; event.accuracy_m = fix.accuracy; }
    events.push(event);
    put('cuntong-events-' + run, JSON.stringify(events));
    watch();
  }
  function make(tag, text, parent) { var e = document.createElement(tag); e.textContent = text; parent.appendChild(e); return e; }
  function choice(title, words, parent) {
    var select = make('select', '', parent);
    select.setAttribute('aria-label', title);
    make('option', title, select).value = '';
    words.forEach(function (w) { make('option', w, select).value = w; });
    return select;
  }
  function clock(at) { return new Date(at).toTimeString().slice(0, 5); }

  Array.prototype.forEach.call(document.querySelectorAll('section[data-run]'), function (section) {
    var run = section.getAttribute('data-run');
    var rows = section.querySelectorAll('tr[data-stop]');
    function show() {
      var last = {}, roads = 0;
      eventsOf(run).forEach(function (e) { if (e.stop) last[e.stop] = e; else roads++; });
      var done = 0;
      Array.prototype.forEach.call(rows, function (row) {
        var e = last[row.getAttribute('data-stop')], said = row.querySelector('.said');
        row.className = e ? (e.kind === 'delivered' ? 'ok' : 'bad') : '';
        said.textContent = e ? (e.kind === 'delivered' ? '✓ 已送达 ' : '✗ 未送达：' + e.reason + ' ') + clock(e.at) : '';
        if (e) done++;
      });
      tally.textContent = '已记 ' + done + ' / ' + rows.length + ' 处，路况 ' + roads + ' 条';
    }
    Array.prototype.forEach.call(rows, function (row) {
      var cell = row.querySelector('.mark'), stop = row.getAttribute('data-stop');
      make('b', '', cell).className = 'said';
      make('button', '已送达', cell).addEventListener('click', function () { note(run, { stop: stop, kind: 'delivered' }); show(); });
      var why = choice('未送达…', ['无人', '站点关门', '拒收', '地址不清', '道路不通', '装不下', '其他'], cell);
      why.addEventListener('change', function () { if (why.value) { note(run, { stop: stop, kind: 'failed', reason: why.value }); why.value = ''; show(); } });
    });
    var tools = make('div', '', section);
    tools.className = 'tools';
    var tally = make('p', '', tools);
    var road = choice('报路况…', ['积水', '塌方', '施工封路', '桥梁损坏', '渡口停渡', '结冰', '其他'], tools);
    var more = make('input', '', tools);
    more.setAttribute('aria-label', '路况说明'); more.placeholder = '说明（可不填）'; more.maxLength = 200;
    make('button', '记下路况', tools).addEventListener('click', function () {
      if (!road.value) { road.focus(); return; }
      note(run, { kind: 'road_report', reason: road.value, note: more.value }); road.value = ''; more.value = ''; show();
    });
    function file() {
      var text = JSON.stringify({ format: format, device: device, events: eventsOf(run) }, null, 1);
      return new File([text], 'events-' + run.replace(/[^\w.-]/g, '_') + '.json', { type: 'application/json' });
    }
    make('button', '保存记录文件', tools).addEventListener('click', function () {
      var saved = file(), link = document.createElement('a');
      link.href = URL.createObjectURL(saved); link.download = saved.name;
      document.body.appendChild(link); link.click(); link.remove();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    });
    if (navigator.canShare && navigator.canShare({ files: [file()] })) {
      make('button', '发送记录文件', tools).addEventListener('click', function () { navigator.share({ files: [file()], title: '投递记录 ' + run }).catch(function () {}); });
    }
    show();
  });
})();
