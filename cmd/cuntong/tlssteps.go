package main

import (
	"fmt"
	"io"
	"path/filepath"

	"cuntong/api/certificate"
)

// phoneSteps say how an authority is installed, by system, Chinese first. Menus move between versions: the words to
// search for in the settings are said too.
var phoneSteps = []struct{ system, zh, en string }{
	{"Android",
		"设置 → 安全（密码与安全）→ 更多安全设置 → 加密与凭据 → 安装证书（从存储设备安装）→ CA 证书 → 仍然安装 → 选 ca.crt；在设置里搜“CA 证书”可直接找到。用 Chrome、Edge 打开（Firefox 另需：设置 → 关于 → 连点图标 5 次 → 使用第三方 CA 证书）。",
		"Settings → Security → More security settings → Encryption & credentials → Install a certificate → CA certificate → Install anyway → choose ca.crt; searching the settings for \"CA certificate\" finds it. Open the page in Chrome or Edge (Firefox besides: Settings → About → tap the logo 5 times → Use third party CA certificates)."},
	{"HarmonyOS",
		"设置 → 安全（隐私和安全）→ 更多安全设置（高级）→ 加密和凭据（证书与凭据）→ 从存储设备安装 → CA 证书 → 选 ca.crt；在设置里搜“凭据”可直接找到。",
		"Settings → Security (Privacy & security) → More settings (Advanced) → Encryption & credentials → Install from storage → CA certificate → choose ca.crt; searching the settings for \"credentials\" finds it."},
	{"iPhone, iPad",
		"把 ca.crt 存到“文件”或用 Safari 下载并点开 → 设置 → 已下载描述文件 → 安装；再到 设置 → 通用 → 关于本机 → 证书信任设置，打开这一项（少了这一步不生效）。",
		"Save ca.crt to Files or download it with Safari and open it → Settings → Profile Downloaded → Install; then Settings → General → About → Certificate Trust Settings: switch it on (without this it has no effect)."},
	{"Windows",
		"双击 ca.crt → 安装证书 → 本地计算机 → 将所有的证书都放入下列存储 → 受信任的根证书颁发机构；或以管理员身份运行 certutil -addstore Root ca.crt。",
		"Double-click ca.crt → Install Certificate → Local Machine → Place all certificates in the following store → Trusted Root Certification Authorities; or as administrator: certutil -addstore Root ca.crt."},
}

// printPhoneSteps prints how to bring an authority to phones and computers.
func printPhoneSteps(w io.Writer, folder, fingerprint string) {
	fmt.Fprintf(w, `
手机离线使用需要没有证书警告的 https。每台手机、电脑装一次 ca.crt（只给 ca.crt，不给任何 .key 文件）：
Phones keep pages for use without a network only over https without a warning. Install ca.crt once on each (hand out ca.crt only, never a .key file):
`)
	for _, s := range phoneSteps {
		fmt.Fprintf(w, "\n  %s\n    %s\n    %s\n", s.system, s.zh, s.en)
	}
	fmt.Fprintf(w, `
安装前核对指纹 / compare the fingerprint before installing:
  %s
%s 能让人冒充本机：移到只有管理员拿得到的地方（如锁在柜里的 U 盘），续期时才需要。它只能为上述名称和内网地址作保。
%s lets its holder pretend to be this server: keep it where only the administrator gets it; it is needed only to renew. It can vouch for the names above and private addresses alone.
`, fingerprint, filepath.Join(folder, certificate.AuthorityKeyFile), filepath.Join(folder, certificate.AuthorityKeyFile))
}
