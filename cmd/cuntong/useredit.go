package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"cuntong/api/account"
	"cuntong/data"
)

// UserListCmd lists accounts.
type UserListCmd struct {
	StoreFlag
	OutputFlags
}

// UserDisableCmd closes an account.
type UserDisableCmd struct {
	StoreFlag
	Name string `arg:"" help:"Name of the account."`
}

// UserEnableCmd opens an account again.
type UserEnableCmd struct {
	StoreFlag
	Name string `arg:"" help:"Name of the account."`
}

// UserPasswordCmd sets a password.
type UserPasswordCmd struct {
	StoreFlag
	PasswordFlags
	Name string `arg:"" help:"Name of the account."`
}

// UserTokenCmd makes a token.
type UserTokenCmd struct {
	StoreFlag
	Name  string   `arg:"" help:"Name of the account that the token acts for."`
	Title string   `required:"" placeholder:"TEXT" help:"What the token is for."`
	May   []string `required:"" placeholder:"PERMISSION" enum:"read,deliver,plan,administer" help:"What it may do, of what the account may: read, deliver, plan, administer; separated by commas."`
	Area  string   `placeholder:"CODE" help:"Code of an area inside the account's; default the account's."`
	Days  int      `default:"90" help:"How long it lasts, at most 730."`
	OutputFlags
}

func userRow(a data.Account) userJSON {
	row := userJSON{Name: a.Name, DisplayName: a.DisplayName, Role: string(a.Role), Area: a.Area, Courier: a.Courier, Subject: a.Subject, Disabled: a.Disabled, Version: a.Version}
	if !a.LastLogin.IsZero() {
		row.LastLogin = a.LastLogin.Format(time.RFC3339)
	}
	return row
}

// Run implements the command.
func (c *UserListCmd) Run(ctx context.Context, p *program) (err error) {
	s, accounts, err := p.keeper(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	all, err := accounts.Accounts(ctx)
	if err != nil {
		return err
	}
	rows := make([]userJSON, len(all))
	for i, a := range all {
		rows[i] = userRow(a)
	}
	return p.emit(c.OutputFlags, map[string][]userJSON{"users": rows}, func(w io.Writer) {
		if len(rows) == 0 {
			fmt.Fprintln(w, "没有账号：只有本机可以使用；用 cuntong user add 名称 --role administrator --store S 建立第一个")
		}
		for _, row := range rows {
			area, state, login := row.Area, "", row.LastLogin
			if area == "" {
				area = "全部"
			}
			if row.Disabled {
				state = "，已停用"
			}
			if login == "" {
				login = "从未"
			}
			fmt.Fprintf(w, "%s %s %s，区域 %s，上次登录 %s%s\n", row.Name, row.DisplayName, row.Role, area, login, state)
		}
	})
}

// change reads an account, changes it and stores it.
func (p *program) change(ctx context.Context, store, name, reason string, do func(a *data.Account) error) (err error) {
	s, accounts, err := p.keeper(ctx, store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	a, err := accounts.Account(ctx, name)
	if err != nil {
		return err
	}
	if err := do(&a); err != nil {
		return err
	}
	_, err = accounts.SaveAccount(ctx, a, p.accountNote(reason))
	return err
}

// Run implements the command.
func (c *UserDisableCmd) Run(ctx context.Context, p *program) error {
	return p.change(ctx, c.Store, c.Name, "disabled", func(a *data.Account) error { a.Disabled = true; return nil })
}

// Run implements the command.
func (c *UserEnableCmd) Run(ctx context.Context, p *program) error {
	return p.change(ctx, c.Store, c.Name, "enabled", func(a *data.Account) error { a.Disabled = false; return nil })
}

// Run implements the command.
func (c *UserPasswordCmd) Run(ctx context.Context, p *program) error {
	return p.change(ctx, c.Store, c.Name, "new password", func(a *data.Account) error { return p.setPassword(ctx, a, c.PasswordFlags) })
}

// Run implements the command.
func (c *UserTokenCmd) Run(ctx context.Context, p *program) (err error) {
	if c.Days < 1 || c.Days > account.MostTokenDays {
		return invalid("--days %d is not between 1 and %d", c.Days, account.MostTokenDays)
	}
	s, accounts, err := p.keeper(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	a, err := accounts.Account(ctx, c.Name)
	if err != nil {
		return err
	}
	may := account.OfToken(a.Role, c.May)
	for _, word := range c.May {
		if !slices.Contains(may, account.Permission(word)) {
			return invalid("--may %s: an account with the role %s may not do that itself", word, a.Role)
		}
	}
	secret, now := account.NewSecret(account.TokenPrefix), p.now()
	token := data.APIToken{ID: strings.ToLower(rand.Text()[:16]), Account: a.Name, Name: c.Title, May: c.May, CreatedAt: now, ExpiresAt: now.AddDate(0, 0, c.Days), Hash: account.HashOf(secret)}
	if c.Area != "" {
		if token.Area, err = knownArea(ctx, s, c.Area); err != nil {
			return err
		}
		areas, err := s.Store.Areas(ctx, data.Query{})
		if err != nil {
			return err
		}
		if a.Area != "" && !data.NewAreaTree(areas).Inside(token.Area, a.Area) {
			return invalid("--area %s lies outside %s, which bounds the account", c.Area, a.Area)
		}
	}
	if err := accounts.AddToken(ctx, token, p.accountNote("new token")); err != nil {
		return err
	}
	return p.emit(c.OutputFlags, map[string]string{"id": token.ID, "secret": secret, "expires_at": token.ExpiresAt.Format(time.RFC3339)}, func(w io.Writer) { fmt.Fprintln(w, secret) })
}
