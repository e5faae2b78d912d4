//go:build !linux

package pgtest

import "syscall"

// account is a user of the system; only on Linux is the server run by another one.
type account struct{ uid, gid uint32 }

func unprivileged() (*account, error) { return nil, nil }

func attributes(*account) *syscall.SysProcAttr { return nil }
