/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pin A0 of an Arduino Due at 2000000/3 samples a second, 12 bits in 16, through the native USB port:
 *
 *     spec-capture --serial /dev/ttyACM0 --protocol due -d 10 -o due.wav >due.stream
 *
 * The converter runs freely: its clock is 84 MHz / 6 = 14 MHz, and a conversion takes 21 of that clock.
 * The DMA fills one of four blocks while the others wait to be sent. What the host does not take in time is lost unseen:
 * the wire has no counter.
 */
enum { BLOCKS = 4, WORDS = 256, CHANNEL_A0 = 7 };

static uint16_t block[BLOCKS][WORDS];
static volatile uint32_t filled; /* blocks so far */
static uint32_t sent;

static void hand_on(uint32_t which) /* the block the DMA takes when it is done with the present one */
{
    ADC->ADC_RNPR = (uint32_t)block[which % BLOCKS];
    ADC->ADC_RNCR = WORDS;
}

void ADC_Handler(void)
{
    if ((ADC->ADC_ISR & ADC_ISR_ENDRX) != 0) {
        filled++;
        hand_on(filled + 1);
    }
}

void setup(void)
{
    SerialUSB.begin(115200); /* any speed: it is USB */
    pmc_enable_periph_clk(ID_ADC);
    adc_init(ADC, SystemCoreClock, 14000000UL, ADC_STARTUP_FAST);
    ADC->ADC_MR |= ADC_MR_FREERUN_ON;
    ADC->ADC_CHER = 1U << CHANNEL_A0;
    ADC->ADC_RPR = (uint32_t)block[0];
    ADC->ADC_RCR = WORDS;
    hand_on(1);
    ADC->ADC_IDR = ~ADC_IDR_ENDRX;
    ADC->ADC_IER = ADC_IER_ENDRX;
    NVIC_EnableIRQ(ADC_IRQn);
    ADC->ADC_PTCR = ADC_PTCR_RXTEN;
    ADC->ADC_CR = ADC_CR_START;
}

void loop(void)
{
    if (filled - sent >= BLOCKS - 1) /* too slow: what has been written over is left out */
        sent = filled - 1;
    if (sent == filled)
        return;
    SerialUSB.write((uint8_t *)block[sent % BLOCKS], sizeof block[0]);
    sent++;
}
