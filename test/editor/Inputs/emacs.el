;; Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
;; See LICENSE for license information.
;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Drives Emacs: open a file, see clangd's completion and our diagnostic, apply
;; the code action, see the diagnostic go.

(defun wait-for (what condition)
  (let ((end (+ (float-time) 90)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (message "FAILED: %s: %S" what (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
        (kill-emacs 1))
      (accept-process-output nil 0.1))))

(defun ours ()
  (seq-filter (lambda (d) (string-match-p "pyrefcheck\\|cpython\\." (flymake-diagnostic-text d)))
              (flymake-diagnostics)))

(defun ask (method &rest more)
  (jsonrpc-request (eglot-current-server) method
                   (append (list :textDocument (eglot--TextDocumentIdentifier)) more)))

(setq eglot-sync-connect 60 eglot-connect-timeout 60 debug-on-error t)
(find-file (getenv "TEST_FILE"))
(run-hooks 'post-command-hook)
(wait-for "the server" #'eglot-current-server)
(wait-for "our diagnostic" (lambda () (= 1 (length (ours)))))
(wait-for "clangd's diagnostic" (lambda () (= 2 (length (flymake-diagnostics)))))

(let ((found (ask :textDocument/completion :position '(:line 6 :character 9))))
  (when (= 0 (length (if (vectorp found) found (plist-get found :items))))
    (message "FAILED: completion %S" found)
    (kill-emacs 1)))

(goto-char (flymake-diagnostic-beg (car (ours))))
(let* ((here (eglot--pos-to-lsp-position))
       (actions (ask :textDocument/codeAction
                     :range (list :start here :end here)
                     :context '(:diagnostics [])))
       (action (seq-find (lambda (a) (string-prefix-p "Suppress " (plist-get a :title)))
                         actions)))
  (unless action
    (message "FAILED: no code action %S" actions)
    (kill-emacs 1))
  (eglot--apply-workspace-edit (plist-get action :edit)))
(eglot--signal-textDocument/didChange)
(wait-for "the diagnostic goes"
          (lambda () (and (null (ours)) (= 1 (length (flymake-diagnostics))))))
(message "ok")
(set-buffer-modified-p nil)
(kill-emacs 0)
