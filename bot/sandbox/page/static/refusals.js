// What the sandbox refuses to its hands, said in Indonesian.

const KNOWN = [
  [/^\d+ is not in chat .* sees no buttons/, () => "Anda bukan anggota grup ini, jadi tombolnya tidak untuk Anda."],
  [/^\d+ is (?:not in|not a member of|no member of) /, () => "Anda bukan anggota grup ini."],
  [/ moved to -?\d+; write there/, () => "Grup ini sudah pindah; tulis di grup yang baru."],
  [/^only \d+ writes in this private chat/, () => "Obrolan pribadi ini milik orang lain."],
  [/ has no topic /, () => "Topik ini sudah tidak ada."],
  [/^message \d+ is not (?:there|in chat)/, () => "Pesan ini sudah tidak ada."],
  [/^message \d+ was written by somebody else/, () => "Hanya pesan Anda sendiri yang dapat diubah."],
  [/^message \d+ has no button/, () => "Tombol ini sudah tidak ada."],
  [/^the message is empty/, () => "Pesan masih kosong."],
  [/^the text has (\d+) characters; Telegram takes (\d+)/, (has, takes) => `Pesan terlalu panjang: ${has} huruf, paling banyak ${takes}.`],
  [/^the body is larger/, () => "Kiriman terlalu besar."],
  [/^a file needs bytes and a name/, () => "Berkas kosong, atau namanya terlalu panjang."],
  [/^this file is not in the sandbox/, () => "Berkas ini sudah tidak ada."],
  [/^chat -?\d+ does not exist/, () => "Obrolan ini tidak ada."],
  [/^chat -?\d+ is not a group that can be upgraded/, () => "Grup ini tidak dapat dipindahkan."],
  [/^this sandbox's clock cannot be adjusted/, () => "Jam simulasi ini tidak dapat diatur."],
  [/^advance_to must/, () => "Waktu itu di luar jangkauan."],
];

/** The sentence itself where it is not known. */
export function inIndonesian(sentence) {
  for (const [words, said] of KNOWN) {
    const found = words.exec(sentence);
    if (found) return said(...found.slice(1));
  }
  return sentence;
}
