package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cuntong/data"
)

// cheap makes hashing quick enough for tests.
var cheap = Cost{MemoryKiB: 64, Passes: 1}

func TestRolesMayWhatTheTableSays(t *testing.T) {
	for role, want := range map[data.Role]string{
		data.RoleCourier: "[own deliver]", data.RoleViewer: "[own read]", data.RolePlanner: "[own read deliver plan]",
		data.RoleAdministrator: "[own read deliver plan administer]", "": "[]", "root": "[]",
	} {
		if got := fmt.Sprint(Of(role)); got != want {
			t.Errorf("role %q may %s, want %s", role, got, want)
		}
	}
	for _, role := range data.Roles() {
		if len(Of(role)) == 0 {
			t.Errorf("role %q may nothing", role)
		}
	}
}

func TestATokenMayNoMoreThanItsAccountMayNow(t *testing.T) {
	everything := []string{"administer", "plan", "read", "deliver", "own", "anyone", "root"}
	for role, want := range map[data.Role]string{data.RoleCourier: "[deliver]", data.RoleViewer: "[read]", data.RoleAdministrator: "[read deliver plan administer]"} {
		if got := fmt.Sprint(OfToken(role, everything)); got != want {
			t.Errorf("%s: got %s, want %s", role, got, want)
		}
	}
	if got := OfToken(data.RoleAdministrator, []string{"read"}); !slices.Equal(got, []Permission{Read}) {
		t.Errorf("got %v, want what it was given alone", got)
	}
}

func TestAPasswordMatchesItsHashAndNoOther(t *testing.T) {
	p, ctx := NewPasswords(cheap, 2), t.Context()
	hash, err := p.Hash(ctx, "正确的马 电池 钉书钉")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatalf("got %q, %v", hash, err)
	}
	again, err := p.Hash(ctx, "正确的马 电池 钉书钉")
	if err != nil || again == hash {
		t.Errorf("the same password gives the same hash: %v", err)
	}
	for password, want := range map[string]bool{"正确的马 电池 钉书钉": true, "正确的马 电池 钉书针": false, "": false, " 正确的马 电池 钉书钉": false} {
		if got, err := p.Matches(ctx, hash, password); err != nil || got != want {
			t.Errorf("%q: got %t, %v", password, got, err)
		}
	}
	dearer := NewPasswords(Cost{MemoryKiB: 128, Passes: 2}, 1) // the cost is in the hash
	if got, err := dearer.Matches(ctx, hash, "正确的马 电池 钉书钉"); err != nil || !got {
		t.Errorf("another cost: got %t, %v", got, err)
	}
}

func TestADamagedHashMatchesNothingAndTakesNoMemory(t *testing.T) {
	p := NewPasswords(cheap, 1)
	good, err := p.Hash(t.Context(), "one two three")
	if err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{"", "$", "x", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1), strings.Replace(good, "m=64", "m=4000000000", 1),
		strings.Replace(good, "m=64", "m=1000000", 1), strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "t=1", "t=1000000", 1), strings.Replace(good, "p=1", "p=200", 1), good[:len(good)-8], good + "$x"} {
		if got, err := p.Matches(t.Context(), hash, "one two three"); err != nil || got {
			t.Errorf("%q: got %t, %v", hash, got, err)
		}
	}
}

// The time of unknown names is a matter of structure: both ways end in one call of argon2 with the same cost.
func TestAnUnknownNameIsComparedAtTheSameCost(t *testing.T) {
	p := NewPasswords(DefaultCost(), 1)
	cost, salt, key, ok := parse(p.standIn)
	if !ok || cost != DefaultCost() || len(salt) != saltBytes || len(key) != keyBytes {
		t.Errorf("the stand-in is %+v, %d, %d, %t", cost, len(salt), len(key), ok)
	}
}

func TestHashingIsBoundedAndTheQueueToo(t *testing.T) {
	p := NewPasswords(cheap, 1)
	done, err := p.turn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	for range 16 {
		all.Go(func() {
			if _, err := p.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v while another one hashes", err)
			}
		})
	}
	for p.waiting.Load() < 16 {
		time.Sleep(time.Millisecond)
	}
	if _, err := p.Hash(ctx, "x"); !errors.Is(err, ErrCrowded) {
		t.Errorf("the seventeenth in the queue: got %v, want ErrCrowded", err)
	}
	cancel()
	all.Wait()
	done()
	if _, err := p.Hash(t.Context(), "x"); err != nil {
		t.Errorf("when the queue is gone: %v", err)
	}
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	for _, password := range []string{"", "short", "九个字的密码不够用", "aaaaaaaaaaaa", "1234567890", "9876543210", "abcdefghijkl", "abababababab", "password123", "PASSWORD123", " woaini1314 ",
		"李明123456", "liming@lijin1", "\xff234567890ab", "abc\x00defghijk", strings.Repeat("长", 100)} {
		name := "李明"
		if strings.HasPrefix(password, "liming") {
			name = "liming@lijin"
		}
		if CheckPassword(password, name) == "" && password != "李明123456" || password == "李明123456" && CheckPassword(password, "x") != "expected at least 10 characters" {
			t.Errorf("%q was accepted", password)
		}
	}
	for _, password := range []string{"correct horse", "村村通邮路十二个字符呢啊", "x7!kd0_Wq9z", "lijin-2026-春风"} {
		if wrong := CheckPassword(password, "liming"); wrong != "" {
			t.Errorf("%q: %s", password, wrong)
		}
	}
	words := strings.Fields(common)
	for _, word := range words {
		if len(word) < 9 || word != strings.ToLower(word) {
			t.Errorf("the list has %q, which other rules refuse or nobody finds", word)
		}
	}
	if len(words) < 100 {
		t.Errorf("the list has %d words", len(words))
	}
}

func TestDelaysGrowAreToldAndAreForgotten(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	tries := NewTries(3, func() time.Time { return now })
	for i := range 3 {
		if wait := tries.Begin("a"); wait != 0 {
			t.Fatalf("try %d waits %v", i+1, wait)
		}
	}
	for _, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second, 128 * time.Second, 256 * time.Second, 512 * time.Second, 15 * time.Minute, 15 * time.Minute} {
		if wait := tries.Begin("a"); wait != want {
			t.Fatalf("got %v, want %v", wait, want)
		}
		if wait := tries.Begin("b"); wait > time.Second {
			t.Fatalf("another one waits %v", wait)
		}
		tries.Succeeded("b")
		now = now.Add(want - time.Millisecond)
		if wait := tries.Begin("a"); wait != time.Millisecond {
			t.Fatalf("a moment before: %v", wait)
		}
		now = now.Add(time.Millisecond)
		if wait := tries.Begin("a"); wait != 0 {
			t.Fatalf("after the wait: %v", wait)
		}
	}
	now = now.Add(forgetAfter)
	if wait := tries.Begin("a"); wait != 0 || tries.known["a"].count != 1 {
		t.Errorf("not forgotten: %v", wait)
	}
	tries.Uncount("a")
	tries.Uncount("a")
	if tries.known["a"].count != 0 {
		t.Errorf("counted %d", tries.known["a"].count)
	}
}

func TestManyNamesDoNotFillTheMemory(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	tries := NewTries(1, func() time.Time { return now })
	for i := range mostKnown + 10 {
		now = now.Add(time.Millisecond)
		tries.Begin(fmt.Sprint(i))
	}
	if len(tries.known) != mostKnown || tries.known["0"] != nil || tries.known[fmt.Sprint(mostKnown)] == nil {
		t.Errorf("%d are known", len(tries.known))
	}
}

func TestAddressesAreCountedByWhoHasThem(t *testing.T) {
	for remote, want := range map[string]string{"192.0.2.7:1234": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64", "[::ffff:192.0.2.7]:1": "192.0.2.7", "[fe80::1%eth0]:1": "fe80::/64", "pipe": "unknown", "": "unknown"} {
		if got := AddressKey(remote); got != want {
			t.Errorf("%q: got %q, want %q", remote, got, want)
		}
	}
}

func TestSecretsAreLongDifferentAndRecognized(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		secret := NewSecret(TokenPrefix)
		if seen[secret] || len(secret) != 47 || !WellFormed(TokenPrefix, secret) || WellFormed(SessionPrefix, secret) {
			t.Fatalf("secret %q", secret)
		}
		seen[secret] = true
	}
	secret := NewSecret(SessionPrefix)
	for _, bad := range []string{"", SessionPrefix, secret[:46], secret + "A", strings.ToUpper(secret), secret[4:], secret[:46] + "=", secret[:46] + "'"} {
		if WellFormed(SessionPrefix, bad) {
			t.Errorf("%q was taken for a secret", bad)
		}
	}
	if hash := HashOf(secret); len(hash) != 64 || hash == HashOf(NewSecret(SessionPrefix)) {
		t.Errorf("hash %q", hash)
	}
	token := CSRFToken(secret)
	if token != CSRFToken(secret) || token == CSRFToken(NewSecret(SessionPrefix)) || strings.Contains(secret, token) || !Same(token, token) || Same(token, token[1:]) {
		t.Errorf("token %q", token)
	}
}
