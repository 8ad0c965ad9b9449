// SPDX-License-Identifier: GPL-2.0-or-later
// Samples A0 at 1 kHz on any Arduino and sends them in framed packets, as spec-capture(1) describes them:
// A5 5A | channels | form | rows, 16 bits | index, 32 bits | numbers | CRC, 16 bits.
// What the board cannot send in time it drops, and the index tells how much that was.

const uint32_t PERIOD = 1000;  // microseconds a sample
const uint16_t ROWS = 32;      // samples a packet
const uint8_t BITS = 10;       // of the converter

uint8_t packet[10 + 2 * ROWS + 2] = {0xA5, 0x5A, 1, BITS, ROWS & 255, ROWS >> 8};
uint16_t rows = 0;    // in the packet so far
uint32_t sample = 0;  // since the board began
uint32_t due;         // when the next one is, microseconds

uint16_t crc(const uint8_t *from, size_t count) {
  uint16_t crc = 0xFFFF;
  while (count-- > 0) {
    crc ^= (uint16_t)*from++ << 8;
    for (uint8_t i = 0; i < 8; i++)
      crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
  }
  return crc;
}

void setup() {
  Serial.begin(115200);
  while (!Serial) {}
  Serial.println("{\"rate\": 1000, \"protocol\": \"framed\", \"channels\": 1, \"vref\": 5, \"source\": \"A0\"}");
  due = micros();
}

void loop() {
  if ((int32_t)(micros() - due) < 0)
    return;
  while ((int32_t)(micros() - due) >= (int32_t)PERIOD) {  // too late for this one
    due += PERIOD;
    sample++;
    rows = 0;  // a packet has no holes: what it held is dropped too
  }
  due += PERIOD;
  if (rows == 0)
    for (uint8_t i = 0; i < 4; i++)
      packet[6 + i] = sample >> 8 * i;
  uint16_t value = analogRead(A0);
  packet[10 + 2 * rows] = value & 255;
  packet[11 + 2 * rows] = value >> 8;
  sample++;
  if (++rows < ROWS)
    return;
  rows = 0;
  uint16_t check = crc(packet + 2, sizeof packet - 4);
  packet[sizeof packet - 2] = check & 255;
  packet[sizeof packet - 1] = check >> 8;
  Serial.write(packet, sizeof packet);
}
