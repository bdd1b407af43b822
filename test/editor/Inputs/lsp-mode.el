;; Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
;; See LICENSE for license information.
;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Drives Emacs with lsp-mode: open a file, see clangd's completion and our
;; diagnostic, apply the code action, see the diagnostic go.

(defun shown ()
  (mapcar (lambda (d) (or (lsp:diagnostic-source? d) ""))
          (gethash buffer-file-name (lsp-diagnostics t))))

(defun fail (&rest what)
  (message "FAILED: %S" what)
  (kill-emacs 1))

(defun wait-for (what condition)
  (let ((end (+ (float-time) 90)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (fail what (shown)))
      (accept-process-output nil 0.1))))

(defun ours ()
  (seq-count (lambda (source) (equal source "pyrefcheck")) (shown)))

;; Flymake's own compiler, which is no part of this, fails while it is switched
;; off.
(require 'flymake-cc)
(advice-add 'flymake-cc :override (lambda (report &rest _) (funcall report nil)))

;; Nobody answers questions here. The project's root is what the user is asked
;; for when a file is opened for the first time.
(setq debug-on-error t
      lsp-enable-file-watchers nil
      lsp-session-file (expand-file-name "session" (getenv "HOME")))
(require 'lsp-mode)
(lsp-workspace-folders-add (file-name-directory (getenv "TEST_FILE")))
(find-file (getenv "TEST_FILE"))
;; What is deferred waits for Emacs to be idle, which it never is here.
(unless (and lsp--buffer-deferred (lsp--init-if-visible))
  (fail "not deferred"))
(wait-for "the server" #'lsp-workspaces)
(wait-for "the server's start"
          (lambda () (eq 'initialized (lsp--workspace-status (car (lsp-workspaces))))))
(wait-for "diagnostics" (lambda () (and (= 1 (ours)) (= 2 (length (shown))))))

(goto-char (point-min))
(forward-line 6)
(forward-char 9)
(let ((found (lsp-request "textDocument/completion"
                          (lsp--text-document-position-params))))
  (when (= 0 (length (if (lsp-completion-list? found) (lsp:completion-list-items found) found)))
    (fail "completion" found)))

(goto-char (point-min))
(search-forward "leak")
(search-forward "PyLong")
(let ((action (seq-find (lambda (a) (string-prefix-p "Suppress " (lsp:code-action-title a)))
                        (lsp-code-actions-at-point))))
  (unless action
    (fail "no code action"))
  (lsp-execute-code-action action))
(wait-for "the diagnostic goes" (lambda () (and (= 0 (ours)) (= 1 (length (shown))))))
(message "ok")
(set-buffer-modified-p nil)
(setq lsp-restart 'ignore)
(kill-emacs 0)
