-- Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
-- See LICENSE for license information.
-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
--
-- Drives Neovim: open a file, see clangd's completion and our diagnostic, apply
-- the code action, see the diagnostic go.
local function fail(what)
  io.stderr:write('FAILED: ' .. what .. '\n')
  vim.cmd('cquit')
end

local function wait(what, condition)
  if not vim.wait(90000, condition, 100) then
    fail(what .. ': ' .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function ours()
  return vim.tbl_filter(function(d)
    return d.source == 'pyrefcheck'
  end, vim.diagnostic.get(0))
end

local function request(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params()
  for _, response in pairs(vim.lsp.buf_request_sync(0, method, params, 60000) or {}) do
    if response.result then
      return response.result
    end
  end
  fail('no answer to ' .. method)
end

vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.TEST_FILE))
wait('our diagnostic', function()
  return #ours() == 1
end)
wait("clangd's diagnostic", function()
  return #vim.diagnostic.get(0) == 2
end)
local found = request('textDocument/completion', { position = { line = 6, character = 9 } })
if #(found.items or found) == 0 then
  fail('completion')
end
local d = ours()[1]
local position = { line = d.lnum, character = d.col }
local actions = request('textDocument/codeAction', {
  range = { start = position, ['end'] = position },
  context = { diagnostics = {} },
})
local applied
for _, action in ipairs(actions) do
  if vim.startswith(action.title, 'Suppress ') then
    vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    applied = true
  end
end
if not applied then
  fail('no code action: ' .. vim.inspect(actions))
end
wait('the diagnostic goes', function()
  return #ours() == 0 and #vim.diagnostic.get(0) == 1
end)
print('ok\n')
vim.cmd('qall!')
