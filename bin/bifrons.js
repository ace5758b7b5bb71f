#!/usr/bin/env node
/*
 * Starts the command line. Written in old syntax without import or require, so that any Node parses
 * it, as a script or as a module, and one that is too old prints a sentence instead of a
 * SyntaxError.
 */
(function () {
  var least = [20, 19];
  var version = process.versions.node.split('.').map(Number);

  var isStopped = false;

  function stop(lines) {
    process.stderr.write(lines.join('\n') + '\n');
    process.exitCode = 2;
  }

  /* A command loads many files at once, and Node rejects several promises where it can open no more. */
  function fail(error) {
    var code = error && error.code;
    if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
    if (!isStopped) {
      var message = 'cannot start: ' + error.message;
      var next = 'raise the limit (ulimit -n), or end what holds so many';
      var object = { error: { code: 'SYSTEM_LIMIT', message: message, next: next } };
      var isJson = process.argv.indexOf('--json') > 0;
      stop(isJson ? [JSON.stringify(object)] : ['error SYSTEM_LIMIT: ' + message, '  next: ' + next]);
    }
    isStopped = true;
    process.exitCode = 3;
  }

  if (version[0] < least[0] || (version[0] === least[0] && version[1] < least[1])) {
    stop([
      'Bifrons needs Node ' + least.join('.') + ' or newer; this is Node ' + process.versions.node + '.',
      '  next: install a newer Node, then run the same command again'
    ]);
    return;
  }
  process.on('unhandledRejection', fail);
  import('../dist/lib/cli.js').catch(function (error) {
    var text = error && error.code === 'ERR_MODULE_NOT_FOUND' ? String(error.message) : '';
    if (text.indexOf('Cannot find module') === 0 && text.indexOf('cli.js') > 0) {
      stop([
        'Bifrons is not built: dist/lib/cli.js is missing.',
        '  next: run "npm run build" in the folder of the source code, then the same command again'
      ]);
    } else if (text.indexOf('Cannot find package') === 0) {
      stop([
        'Bifrons is built, but its packages are not installed: ' + text.split(' imported')[0] + '.',
        '  next: run "npm ci" in the folder of the source code, then the same command again'
      ]);
    } else fail(error);
  });
})();
