//go:build unix

package gpkg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"cuntong/data"
)

// protectedStore names, in the environment of a child without root's rights, the store in a protected folder.
const protectedStore = "CUNTONG_TEST_PROTECTED_STORE"

// nobody is the user that every Unix keeps for those without rights.
const nobody = 65534

// TestChildWithoutRights is no test of its own: it is what the child of the next test runs.
func TestChildWithoutRights(t *testing.T) {
	path := os.Getenv(protectedStore)
	if path == "" {
		t.Skip("only runs as the child of TestAProtectedStoreIsReadAndNotWritten")
	}
	ctx := context.Background()
	s, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("reading a protected store: %v", err)
	}
	if list, err := s.Settlements(ctx, data.Query{}); err != nil || len(list) != killedRows {
		t.Fatalf("%d settlements, %v", len(list), err)
	}
	s.Close()
	s, err = Open(ctx, path, Options{})
	if err == nil {
		_, err = s.Load(ctx, countryside(1), data.ChangeNote{})
	}
	if err == nil || !strings.Contains(err.Error(), "copy") {
		t.Fatalf("writing a protected store: %v", err)
	}
	_, err = Open(ctx, filepath.Join(filepath.Dir(path), "new.gpkg"), Options{Create: true})
	if err == nil || !strings.Contains(err.Error(), "choose another folder") {
		t.Fatalf("creating in a protected folder: %v", err)
	}
	fmt.Println("all refused in a sentence")
}

func TestAProtectedStoreIsReadAndNotWritten(t *testing.T) {
	folder, err := os.MkdirTemp("", "protected")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = os.Chmod(folder, 0o755)
		_ = os.RemoveAll(folder)
	})
	path := closedStore(t, folder, "a.gpkg")
	for name, mode := range map[string]os.FileMode{path: 0o444, folder: 0o555} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	child := exec.Command("/proc/self/exe", "-test.run=^TestChildWithoutRights$", "-test.v")
	child.Env = append(os.Environ(), protectedStore+"="+path)
	child.Dir = folder
	if os.Geteuid() == 0 {
		child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		t.Skip("there is no /proc/self/exe to start a child without rights from")
	}
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "all refused in a sentence") {
		t.Errorf("%v\n%s", err, out)
	}
}
