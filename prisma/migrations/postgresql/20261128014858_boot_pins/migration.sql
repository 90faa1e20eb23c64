-- AlterTable
ALTER TABLE "Boot" ADD COLUMN     "pinnedAt" TIMESTAMP(3),
ADD COLUMN     "pinnedBy" TEXT;
