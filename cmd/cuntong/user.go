package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"slices"
	"strings"

	"cuntong/api/account"
	"cuntong/data"
	"cuntong/planner/study"

	"golang.org/x/term"
)

// UserCmd makes and changes the accounts of a store. Whoever can write the store may do so; a server that has the store
// open notices at once.
type UserCmd struct {
	Add      UserAddCmd      `cmd:"" help:"Make an account; the first one closes the store to everybody without one."`
	List     UserListCmd     `cmd:"" help:"The accounts and when they logged in last."`
	Disable  UserDisableCmd  `cmd:"" help:"Keep an account from logging in and end its sessions."`
	Enable   UserEnableCmd   `cmd:"" help:"Let an account log in again."`
	Password UserPasswordCmd `cmd:"" help:"Give an account a new password and end its sessions."`
	Token    UserTokenCmd    `cmd:"" help:"Make a token that a program logs in with; it is printed once."`
}

// PasswordFlags say where a password comes from.
type PasswordFlags struct {
	PasswordStdin bool `name:"password-stdin" help:"Read the password from the first line of standard input instead of asking for it."`
}

// UserAddCmd makes an account.
type UserAddCmd struct {
	StoreFlag
	PasswordFlags
	Name        string `arg:"" help:"What is typed when logging in: letters, digits and . _ - @, in lower case."`
	Role        string `required:"" enum:"viewer,courier,planner,administrator" help:"viewer, courier, planner or administrator."`
	Area        string `placeholder:"CODE" help:"Code of the area that bounds what is seen and changed; default everything."`
	DisplayName string `placeholder:"TEXT" help:"Name for people."`
	Courier     string `placeholder:"NAME" help:"Couriers: the name on the runs that are theirs; default the display name, else the name."`
	Subject     string `placeholder:"TEXT" help:"Issuer, a blank and subject at the OpenID provider; such an account needs no password."`
	OutputFlags
}

// userJSON is what user list --json prints of an account, and user add of the new one.
type userJSON struct {
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
	Role        string `json:"role"`
	Area        string `json:"area"`
	Courier     string `json:"courier"`
	Subject     string `json:"subject"`
	Disabled    bool   `json:"disabled"`
	LastLogin   string `json:"last_login"` // RFC 3339; empty never
	Version     int64  `json:"version"`
}

// keeper is a store that keeps accounts, with the study around it.
func (p *program) keeper(ctx context.Context, name string, mode storeMode) (*study.Study, data.Accounts, error) {
	s, err := p.study(ctx, name, mode)
	if err != nil {
		return nil, nil, err
	}
	accounts, ok := s.Store.(data.Accounts)
	if !ok {
		return nil, nil, errors.Join(invalid("store %s keeps no accounts", name), s.Store.Close())
	}
	return s, accounts, nil
}

func (p *program) accountNote(reason string) data.ChangeNote {
	return data.ChangeNote{Actor: operatorName(), At: p.now(), Action: "account", Reason: reason}
}

// operatorName is who runs the command line, for the change log.
func operatorName() string {
	if who, err := user.Current(); err == nil && who.Username != "" {
		return "cli:" + who.Username
	}
	return "cli"
}

// Run implements the command.
func (c *UserAddCmd) Run(ctx context.Context, p *program) (err error) {
	s, accounts, err := p.keeper(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	a := data.Account{Name: c.Name, DisplayName: strings.TrimSpace(c.DisplayName), Role: data.Role(c.Role), Courier: strings.TrimSpace(c.Courier), Subject: c.Subject, CreatedAt: p.now()}
	if wrong := data.CheckAccountName(c.Name); wrong != "" {
		return invalid("account %q: %s", c.Name, wrong)
	}
	if c.Area != "" {
		if a.Area, err = knownArea(ctx, s, c.Area); err != nil {
			return err
		}
	}
	if a.Role == data.RoleCourier && a.Courier == "" {
		if a.Courier = a.DisplayName; a.Courier == "" {
			a.Courier = a.Name
		}
	}
	if _, err := accounts.Account(ctx, a.Name); err == nil {
		return fmt.Errorf("there is an account %s already; change it with cuntong user password, disable or enable: %w", a.Name, data.ErrConflict)
	} else if !errors.Is(err, data.ErrNotFound) {
		return err
	}
	all, err := accounts.Accounts(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, data.Account.Administers) && !a.Administers() {
		return invalid("the first account must administer everything, else nobody could make others: --role administrator, without --area")
	}
	if a.Subject == "" || c.PasswordStdin {
		if err := p.setPassword(ctx, &a, c.PasswordFlags); err != nil {
			return err
		}
	}
	if a.Version, err = accounts.SaveAccount(ctx, a, p.accountNote("new account")); err != nil {
		return err
	}
	return p.emit(c.OutputFlags, userRow(a), func(w io.Writer) {
		fmt.Fprintf(w, "已建立账号 %s（%s）\n", a.Name, a.Role)
		if len(all) == 0 {
			fmt.Fprintln(w, "这个数据库从现在起必须登录后才能使用，在本机也一样；正在运行的 cuntong serve 立即生效")
		}
	})
}

// knownArea brings a code to the form of the records and checks that the area is there.
func knownArea(ctx context.Context, s *study.Study, text string) (string, error) {
	code, err := data.AreaCode(text)
	if err != nil {
		return "", invalid("--area: %v", err)
	}
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return "", err
	}
	if _, ok := data.NewAreaTree(areas).Area(code); !ok {
		return "", invalid("--area %s is not on record", text)
	}
	return code, nil
}

// setPassword asks for a password, twice where a person types it, and hashes it.
func (p *program) setPassword(ctx context.Context, a *data.Account, flags PasswordFlags) error {
	password, err := p.readPassword(flags, "密码 / password: ")
	if err != nil {
		return err
	}
	if wrong := account.CheckPassword(password, a.Name); wrong != "" {
		return invalid("the password: %s", wrong)
	}
	if !flags.PasswordStdin {
		again, err := p.readPassword(flags, "再输入一次 / again: ")
		if err != nil {
			return err
		}
		if !account.Same(again, password) {
			return invalid("the two passwords differ; nothing was changed")
		}
	}
	a.PasswordAt = p.now()
	a.Hash, err = account.NewPasswords(account.DefaultCost(), 1).Hash(ctx, password)
	return err
}

// readPassword reads one line without showing it.
func (p *program) readPassword(flags PasswordFlags, prompt string) (string, error) {
	if flags.PasswordStdin {
		from := p.stdin
		if from == nil {
			from = os.Stdin
		}
		line, err := bufio.NewReader(io.LimitReader(from, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the password from standard input: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	descriptor := int(os.Stdin.Fd())
	if p.stdin != nil || !term.IsTerminal(descriptor) {
		return "", invalid("there is no terminal to ask for the password; pass it on standard input with --password-stdin")
	}
	fmt.Fprint(p.stderr, prompt)
	password, err := term.ReadPassword(descriptor)
	fmt.Fprintln(p.stderr)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(password), nil
}
